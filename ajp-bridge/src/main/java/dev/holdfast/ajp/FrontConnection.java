package dev.holdfast.ajp;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.server.SSLSessionInfo;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** What a connection from a front is whatever it is doing: Undertow asks for much that AJP has not. */
abstract class FrontConnection extends AbstractServerConnection {
    /** Of the client whose request is under way; the next one's may be another. */
    private @Nullable SSLSessionInfo clientTls;

    FrontConnection(AjpOpenListener listener, StreamConnection channel) {
        super(channel, listener.bufferPool(), listener.rootHandler(), OptionMap.EMPTY, listener.bufferSize());
    }

    @Override
    public HttpServerExchange sendOutOfBandResponse(HttpServerExchange exchange) {
        throw new IllegalStateException("AJP has no interim responses");
    }

    /** The front says 100 (Continue) to its client, when it is asked for the body. */
    @Override
    public boolean isContinueResponseSupported() {
        return false;
    }

    @Override
    public @Nullable SSLSessionInfo getSslSessionInfo() {
        return clientTls;
    }

    @Override
    public void setSslSessionInfo(@Nullable SSLSessionInfo sessionInfo) {
        clientTls = sessionInfo;
    }

    @Override
    protected StreamConnection upgradeChannel() {
        throw new IllegalStateException("AJP has no upgrades");
    }

    @Override
    protected boolean isUpgradeSupported() {
        return false;
    }

    @Override
    protected boolean isConnectSupported() {
        return false;
    }

    @Override
    protected void setConnectListener(HttpUpgradeListener connectListener) {
        throw new IllegalStateException("AJP has no tunnels");
    }

    @Override
    public boolean isRequestTrailerFieldsSupported() {
        return false;
    }

    @Override
    public String getTransportProtocol() {
        return "ajp";
    }
}
