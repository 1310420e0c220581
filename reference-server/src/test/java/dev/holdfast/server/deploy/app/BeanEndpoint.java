package dev.holdfast.server.deploy.app;

import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Counts visitors. */
@ServerEndpoint("/visit")
public final class BeanEndpoint {
    @Inject
    private Visitors visitors;

    @OnMessage
    public String visit(String name) {
        return name + " " + visitors.next();
    }
}
