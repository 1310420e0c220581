package dev.holdfast.ajp;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.xnio.SslClientAuthMode;

/** What the front tells of its client's TLS session. Certificates are parsed when somebody asks for them. */
final class ClientTls implements SSLSessionInfo {
    private final @Nullable String sessionId;
    private final @Nullable String cipherSuite;
    private final @Nullable String certificates;
    private final int keySize;
    private final @Nullable String protocol;

    /**
     * @param certificates PEM, the client's own first
     * @param keySize in bits, or a negative number where the front does not say
     */
    ClientTls(
            @Nullable String sessionId,
            @Nullable String cipherSuite,
            @Nullable String certificates,
            int keySize,
            @Nullable String protocol) {
        this.sessionId = sessionId;
        this.cipherSuite = cipherSuite;
        this.certificates = certificates;
        this.keySize = keySize;
        this.protocol = protocol;
    }

    /** Fronts write it in hexadecimal digits. */
    @Override
    public byte[] getSessionId() {
        if (sessionId == null) {
            return new byte[0];
        }
        try {
            return HexFormat.of().parseHex(sessionId);
        } catch (IllegalArgumentException otherwiseWritten) {
            return sessionId.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public String getCipherSuite() {
        return cipherSuite == null ? "" : cipherSuite;
    }

    @Override
    public int getKeySize() {
        return keySize >= 0 ? keySize : SSLSessionInfo.calculateKeySize(getCipherSuite());
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        if (certificates == null) {
            throw new SSLPeerUnverifiedException("the client has no certificate, or its front does not tell of it");
        }
        try {
            Certificate[] parsed = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.ISO_8859_1)))
                    .toArray(new Certificate[0]);
            if (parsed.length > 0) {
                return parsed;
            }
        } catch (CertificateException unreadable) {
            throw (SSLPeerUnverifiedException)
                    new SSLPeerUnverifiedException("the front sent no readable certificate").initCause(unreadable);
        }
        throw new SSLPeerUnverifiedException("the front sent no certificate");
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
        throw new SSLPeerUnverifiedException("the client's TLS ends at the front");
    }

    @Override
    public @Nullable SSLSession getSSLSession() {
        return null;
    }

    @Override
    public @Nullable String getSecureProtocol() {
        return protocol;
    }
}
