package dev.holdfast.server.deploy.app;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Has one method too many that is told of the opening. */
@ServerEndpoint("/twice")
public final class TwiceOpenedEndpoint {
    /** The first. */
    @OnOpen
    public void open(Session session) {}

    /** The one too many. */
    @OnOpen
    public void openAgain(Session session) {}
}
