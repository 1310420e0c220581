package dev.holdfast.connector.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.server.SSLSessionInfo;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSinkConduit;

/** What an exchange stands on that is only filled: options, and nothing else. */
final class NoConnection extends AbstractServerConnection {
    private static final ByteBufferPool POOL = new DefaultByteBufferPool(false, 16);

    NoConnection() {
        super(null, POOL, exchange -> {}, OptionMap.EMPTY, 16);
    }

    private static UnsupportedOperationException none() {
        return new UnsupportedOperationException("there is no connection");
    }

    @Override
    public HttpServerExchange sendOutOfBandResponse(HttpServerExchange exchange) {
        throw none();
    }

    @Override
    public boolean isContinueResponseSupported() {
        return false;
    }

    @Override
    public void terminateRequestChannel(HttpServerExchange exchange) {
        throw none();
    }

    @Override
    public @Nullable SSLSession getSslSession() {
        return null;
    }

    @Override
    public @Nullable SSLSessionInfo getSslSessionInfo() {
        return null;
    }

    @Override
    public void setSslSessionInfo(SSLSessionInfo sessionInfo) {
        throw none();
    }

    @Override
    protected StreamConnection upgradeChannel() {
        throw none();
    }

    @Override
    protected StreamSinkConduit getSinkConduit(HttpServerExchange exchange, StreamSinkConduit conduit) {
        throw none();
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
    protected void exchangeComplete(HttpServerExchange exchange) {
        throw none();
    }

    @Override
    protected void setUpgradeListener(HttpUpgradeListener upgradeListener) {
        throw none();
    }

    @Override
    protected void setConnectListener(HttpUpgradeListener connectListener) {
        throw none();
    }

    @Override
    public String getTransportProtocol() {
        return "http/1.1";
    }

    @Override
    public boolean isRequestTrailerFieldsSupported() {
        return false;
    }
}
