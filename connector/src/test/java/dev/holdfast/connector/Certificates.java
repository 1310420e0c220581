package dev.holdfast.connector;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Key stores of self-signed certificates in a test's directory, made by the JDK's keytool, and clients that trust them. */
public final class Certificates {
    static final String PASSWORD = "changeit";

    private final Path directory;

    /** Makes none yet, in {@code directory}. */
    public Certificates(Path directory) {
        this.directory = directory;
    }

    /** Adds a certificate for these DNS names, and returns its store. */
    public KeyStoreFile add(String store, String alias, String keyAlgorithm, String... names) {
        List<String> alternatives = new ArrayList<>();
        for (String name : names) {
            alternatives.add("dns:" + name);
        }
        keytool(
                store,
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                keyAlgorithm,
                "-dname",
                "CN=" + alias,
                "-validity",
                "2",
                "-ext",
                "san=" + String.join(",", alternatives));
        return file(store);
    }

    KeyStoreFile file(String store) {
        return new KeyStoreFile(directory.resolve(store), PASSWORD);
    }

    private void keytool(String store, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", directory.resolve(store).toString(), "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Returns what a client needs that trusts the certificates in one store, and may show one of its own. */
    public static SSLContext client(KeyStoreFile trusted, @Nullable KeyStoreFile own) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trustStore(trusted));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            if (own != null) {
                keys.init(open(own), own.password().toCharArray());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore open(KeyStoreFile file) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.file().toFile(), file.password().toCharArray());
    }

    /** A trust manager only trusts entries that are no keys. */
    private static KeyStore trustStore(KeyStoreFile file) throws GeneralSecurityException, IOException {
        KeyStore keys = open(file);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (String alias : Collections.list(keys.aliases())) {
            trust.setCertificateEntry(alias, keys.getCertificate(alias));
        }
        return trust;
    }

    /** Writes key and certificate of a store of one as PEM. */
    public PemFiles pem(String certificate, String key, KeyStoreFile of) throws IOException {
        try {
            KeyStore store = open(of);
            String alias = store.aliases().nextElement();
            byte[] itsKey = store.getKey(alias, of.password().toCharArray()).getEncoded();
            return new PemFiles(
                    Files.writeString(
                            directory.resolve(certificate),
                            "subject=" + alias + "\n"
                                    + block(
                                            "CERTIFICATE",
                                            store.getCertificate(alias).getEncoded())),
                    Files.writeString(directory.resolve(key), block("PRIVATE KEY", itsKey)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String block(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    /** Makes a store of the certificates of another, without its keys. */
    public KeyStoreFile trust(String store, KeyStoreFile of) throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(store))) {
            trustStore(of).store(out, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return file(store);
    }
}
