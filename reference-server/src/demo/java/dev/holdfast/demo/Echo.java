package dev.holdfast.demo;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Sends every text message back. */
@ServerEndpoint("/echo")
public final class Echo {
    /** Returns the message, which the container then sends to the client it came from. */
    @OnMessage(maxMessageSize = 4096)
    public String echo(String message) {
        return message;
    }
}
