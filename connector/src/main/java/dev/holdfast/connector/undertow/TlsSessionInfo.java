package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import java.io.IOException;
import java.security.cert.Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.xnio.SslClientAuthMode;

/** The TLS session of an HTTP/1.x connection, for handlers and servlets. */
final class TlsSessionInfo implements SSLSessionInfo {
    private final SSLSession session;

    TlsSessionInfo(SSLSession session) {
        this.session = session;
    }

    @Override
    public byte[] getSessionId() {
        return session.getId();
    }

    @Override
    public String getCipherSuite() {
        return session.getCipherSuite();
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException, RenegotiationRequiredException {
        return session.getPeerCertificates();
    }

    /** The type of the answer is gone from newer JDKs' favour, and nothing in Undertow asks any more. */
    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public javax.security.cert.X509Certificate[] getPeerCertificateChain() throws SSLPeerUnverifiedException {
        throw new SSLPeerUnverifiedException("use getPeerCertificates");
    }

    /**
     * Refuses: TLS 1.3 has no renegotiation, and in TLS 1.2 it has been the source of too many attacks. Whether a client is asked for a
     * certificate is {@code clientAuth}'s to say.
     */
    @Override
    public void renegotiate(HttpServerExchange exchange, SslClientAuthMode sslClientAuthMode) throws IOException {
        throw new IOException("renegotiation is not supported; set clientAuth to ask clients for a certificate");
    }

    @Override
    public SSLSession getSSLSession() {
        return session;
    }
}
