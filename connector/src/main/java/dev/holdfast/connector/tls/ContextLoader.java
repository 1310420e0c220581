package dev.holdfast.connector.tls;

import dev.holdfast.connector.KeySource;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.PemFiles;
import dev.holdfast.connector.TlsSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes a context of what is in the files now. */
final class ContextLoader {
    private ContextLoader() {}

    static SSLContext load(TlsSettings settings) throws IOException {
        List<ServerCertificate> certificates = new ArrayList<>();
        for (KeySource source : settings.keyStores()) {
            if (source instanceof KeyStoreFile store) {
                certificates.addAll(certificates(store));
            } else if (source instanceof PemFiles pem) {
                certificates.add(PemReader.certificate(pem));
            }
        }
        ServerCertificate byDefault = byDefault(certificates, settings);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new CertificateSelector(certificates, byDefault)},
                    trust(settings.trustStore()),
                    null);
            SSLParameters supported = context.getSupportedSSLParameters();
            requireSupported("protocols", settings.protocols(), supported.getProtocols());
            requireSupported("cipherSuites", settings.cipherSuites(), supported.getCipherSuites());
            return context;
        } catch (GeneralSecurityException noTls) {
            throw new IOException("cannot make a TLS context: " + noTls.getMessage(), noTls);
        }
    }

    private static List<ServerCertificate> certificates(KeyStoreFile file) throws IOException {
        KeyStore store = open(file);
        char[] password = file.password().toCharArray();
        List<ServerCertificate> certificates = new ArrayList<>();
        try {
            List<String> aliases = Collections.list(store.aliases());
            Collections.sort(aliases);
            for (String alias : aliases) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    // Two stores may use the same alias; JSSE asks for keys by it.
                    certificates.add(ServerCertificate.of(alias + "@" + file.file(), key, chain(store, alias, file)));
                }
            }
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("cannot read key store " + file + ": " + unreadable.getMessage(), unreadable);
        }
        if (certificates.isEmpty()) {
            throw new IOException("key store " + file + " has no private key");
        }
        return certificates;
    }

    private static List<X509Certificate> chain(KeyStore store, String alias, KeyStoreFile file)
            throws IOException, GeneralSecurityException {
        Certificate[] chain = store.getCertificateChain(alias);
        if (chain == null || !Arrays.stream(chain).allMatch(X509Certificate.class::isInstance)) {
            throw new IOException("key store " + file + ": " + alias + " has no X.509 certificate");
        }
        return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
    }

    private static ServerCertificate byDefault(List<ServerCertificate> certificates, TlsSettings settings)
            throws IOException {
        String wanted = settings.defaultAlias();
        for (ServerCertificate certificate : certificates) {
            // The JDK's stores ignore the case of aliases, and some change it.
            if (wanted == null || certificate.alias().regionMatches(true, 0, wanted + "@", 0, wanted.length() + 1)) {
                return certificate;
            }
        }
        throw new IOException(
                "defaultAlias is " + wanted + ", but no private key of " + settings.keyStores() + " has it");
    }

    private static TrustManager @Nullable [] trust(@Nullable KeyStoreFile file)
            throws IOException, GeneralSecurityException {
        if (file == null) {
            return null;
        }
        KeyStore store = PemReader.isPem(file.file()) ? PemReader.trusted(file.file()) : open(file);
        boolean trustsNobody = Collections.list(store.aliases()).isEmpty();
        if (trustsNobody) {
            throw new IOException("trust store " + file + " has no certificate");
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore open(KeyStoreFile file) throws IOException {
        try {
            return KeyStore.getInstance(file.file().toFile(), file.password().toCharArray());
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IOException("cannot read key store " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static void requireSupported(String setting, List<String> wanted, String[] supported) throws IOException {
        List<String> legal = List.of(supported);
        for (String name : wanted) {
            if (!legal.contains(name)) {
                throw new IOException(setting + " has " + name + ", but this JDK knows " + legal);
            }
        }
    }
}
