package dev.holdfast.connector.undertow;

import dev.holdfast.connector.ClientAuth;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.connector.tls.ReloadingTls;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.StreamConnection;
import org.xnio.ssl.SslConnection;

/** Puts TLS on accepted connections. */
final class TlsServer {
    /** The JDK's largest record has 16,709 bytes: a buffer takes a whole one, or reading would stall. */
    private static final int BUFFER_SIZE = 17 * 1024;

    private static final int MAX_SPARE_BUFFERS = 1024;
    private static final int SPARE_BUFFERS_OF_A_THREAD = 12;

    private final ReloadingTls tls;
    private final OptionMap options;
    private final String[] protocols;
    private final ByteBufferPool pool =
            new DefaultByteBufferPool(true, BUFFER_SIZE, MAX_SPARE_BUFFERS, SPARE_BUFFERS_OF_A_THREAD);
    private volatile @Nullable UndertowXnioSsl ssl;

    /**
     * @param protocols what is offered by ALPN (RFC 7301), best first
     */
    TlsServer(ReloadingTls tls, List<String> protocols) {
        this.tls = tls;
        this.protocols = protocols.toArray(String[]::new);
        options = options(tls.settings());
    }

    private static OptionMap options(TlsSettings settings) {
        OptionMap.Builder options = OptionMap.builder()
                .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(settings.protocols()))
                .set(Options.SSL_CLIENT_AUTH_MODE, mode(settings.clientAuth()))
                .set(UndertowOptions.SSL_USER_CIPHER_SUITES_ORDER, true);
        if (!settings.cipherSuites().isEmpty()) {
            options.set(Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(settings.cipherSuites()));
        }
        return options.getMap();
    }

    private static SslClientAuthMode mode(ClientAuth clientAuth) {
        return switch (clientAuth) {
            case NONE -> SslClientAuthMode.NOT_REQUESTED;
            case WANT -> SslClientAuthMode.REQUESTED;
            case NEED -> SslClientAuthMode.REQUIRED;
        };
    }

    /** Returns a connection whose first reads make the handshake. */
    SslConnection wrap(StreamConnection raw) {
        SslConnection connection = ssl(raw).wrapExistingConnection(raw, options, false);
        SSLEngine engine = UndertowXnioSsl.getSslEngine(connection);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
        connection
                .getSinkChannel()
                .setConduit(new BoundedTlsWrites(
                        connection.getSinkChannel().getConduit(),
                        raw.getSinkChannel().getConduit()));
        return connection;
    }

    private UndertowXnioSsl ssl(StreamConnection raw) {
        SSLContext context = tls.context();
        UndertowXnioSsl made = ssl;
        if (made == null || made.getSslContext() != context) {
            made = new UndertowXnioSsl(raw.getWorker().getXnio(), options, pool, context);
            ssl = made;
        }
        return made;
    }

    /** Returns what ALPN agreed on, empty where the client does not know it. */
    static String protocolOf(SslConnection connection) {
        String protocol = UndertowXnioSsl.getSslEngine(connection).getApplicationProtocol();
        return protocol == null ? "" : protocol;
    }
}
