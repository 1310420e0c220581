package dev.holdfast.connector.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate that a client is served.
 *
 * <p>The name decides first and the kind of key after it: JSSE asks for one kind after the other, and the default certificate must not be served
 * just because it has the kind that was asked for first.
 */
final class CertificateSelector extends X509ExtendedKeyManager {
    private final List<ServerCertificate> certificates;
    private final ServerCertificate byDefault;
    private final Map<String, ServerCertificate> byAlias = new HashMap<>();

    CertificateSelector(List<ServerCertificate> certificates, ServerCertificate byDefault) {
        this.certificates = certificates;
        this.byDefault = byDefault;
        certificates.forEach(certificate -> byAlias.put(certificate.alias(), certificate));
    }

    /** Returns the alias of the certificate with a key of this kind, or null: JSSE then asks for another kind. */
    @Nullable
    String choose(String keyType, @Nullable String serverName) {
        if (serverName != null) {
            String name = serverName.toLowerCase(Locale.ROOT);
            for (Predicate<ServerCertificate> fits : List.<Predicate<ServerCertificate>>of(
                    certificate -> certificate.isFor(name), certificate -> certificate.hasWildcardFor(name))) {
                if (certificates.stream().anyMatch(fits)) {
                    return ofKind(keyType, fits);
                }
            }
        }
        if (isOfKind(byDefault, keyType)) {
            return byDefault.alias();
        }
        return ofKind(keyType, certificate -> certificate.names().equals(byDefault.names()));
    }

    private @Nullable String ofKind(String keyType, Predicate<ServerCertificate> fits) {
        for (ServerCertificate certificate : certificates) {
            if (isOfKind(certificate, keyType) && fits.test(certificate)) {
                return certificate.alias();
            }
        }
        return null;
    }

    private static boolean isOfKind(ServerCertificate certificate, String keyType) {
        return certificate.key().getAlgorithm().equals(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType, engine == null ? null : serverName(engine));
    }

    private static @Nullable String serverName(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerCertificate certificate = byAlias.get(alias);
        return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerCertificate certificate = byAlias.get(alias);
        return certificate == null ? null : certificate.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return certificates.stream()
                .filter(certificate -> isOfKind(certificate, keyType))
                .map(ServerCertificate::alias)
                .toArray(String[]::new);
    }

    /** JSSE asks an engine's manager through {@link #chooseEngineServerAlias}; there are no sockets here. */
    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
