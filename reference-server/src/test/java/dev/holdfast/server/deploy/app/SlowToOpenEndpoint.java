package dev.holdfast.server.deploy.app;

import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Greets, and listens only when its client has had all the time to answer. */
@ServerEndpoint("/slow")
public final class SlowToOpenEndpoint {
    private static final long MILLIS_TO_ANSWER = 300;

    /** Greets, waits, then sends back what it gets. */
    @OnOpen
    public void open(Session session) throws IOException, InterruptedException {
        session.getBasicRemote().sendText("hello");
        TimeUnit.MILLISECONDS.sleep(MILLIS_TO_ANSWER);
        session.addMessageHandler(new Echo(session));
    }

    private record Echo(Session session) implements MessageHandler.Whole<String> {
        @Override
        public void onMessage(String message) {
            session.getAsyncRemote().sendText("got " + message, sent -> {});
        }
    }
}
