package dev.holdfast.server.deploy.app;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.util.Locale;

/** Sends back what it gets in capitals. */
public final class ShoutEndpoint extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(new Shout(session));
    }

    private record Shout(Session session) implements MessageHandler.Whole<String> {
        @Override
        public void onMessage(String message) {
            session.getAsyncRemote().sendText(message.toUpperCase(Locale.ROOT), sent -> {});
        }
    }
}
