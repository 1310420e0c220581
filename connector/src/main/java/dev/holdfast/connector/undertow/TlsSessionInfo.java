package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import java.io.IOException;
import java.security.cert.Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.xnio.SslClientAuthMode;
import org.xnio.channels.SslChannel;

/**
 * What handlers may know of a connection's TLS session. A client is asked for its certificate in the handshake or not at all: renegotiation,
 * which could ask later, is gone from TLS 1.3 and forbidden by HTTP/2 (RFC 9113 section 9.2.1).
 */
final class TlsSessionInfo implements SSLSessionInfo {
    private final SslChannel channel;

    TlsSessionInfo(SslChannel channel) {
        this.channel = channel;
    }

    @Override
    public byte[] getSessionId() {
        return getSSLSession().getId();
    }

    @Override
    public String getCipherSuite() {
        return getSSLSession().getCipherSuite();
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        return getSSLSession().getPeerCertificates();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public javax.security.cert.X509Certificate[] getPeerCertificateChain()
            throws SSLPeerUnverifiedException, RenegotiationRequiredException {
        throw new UnsupportedOperationException("getPeerCertificates() has replaced it, in the JDK too");
    }

    @Override
    public void renegotiate(HttpServerExchange exchange, SslClientAuthMode clientAuthMode) throws IOException {
        throw new SSLPeerUnverifiedException("TLS renegotiation is not supported");
    }

    @Override
    public SSLSession getSSLSession() {
        return channel.getSslSession();
    }
}
