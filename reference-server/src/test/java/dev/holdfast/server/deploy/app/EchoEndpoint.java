package dev.holdfast.server.deploy.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** Sends back what it gets, with the name from its path. */
@ServerEndpoint("/echo/{name}")
public final class EchoEndpoint {
    /** Answers {@code message}. */
    @OnMessage
    public String echo(String message, @PathParam("name") String name) {
        return name + ": " + message;
    }
}
