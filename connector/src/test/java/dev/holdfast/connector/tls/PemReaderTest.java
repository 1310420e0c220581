package dev.holdfast.connector.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.PemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PemReaderTest {
    @TempDir
    private Path directory;

    private PemFiles pem(String name, String keyAlgorithm) throws IOException {
        Certificates certificates = new Certificates(directory);
        return certificates.pem(
                name + ".crt", name + ".key", certificates.add(name + ".p12", name, keyAlgorithm, name + ".example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keyAndCertificateAreRead(String keyAlgorithm) throws Exception {
        ServerCertificate certificate = PemReader.certificate(pem("a", keyAlgorithm));
        assertThat(certificate.chain()).hasSize(1);
        assertThat(certificate.isFor("a.example")).isTrue();
    }

    @Test
    void chainAndKeyMayBeInOneFile() throws Exception {
        PemFiles own = pem("a", "EC");
        Files.write(
                own.certificates(),
                Files.readAllBytes(pem("authority", "EC").certificates()),
                StandardOpenOption.APPEND);
        Files.write(own.certificates(), Files.readAllBytes(own.key()), StandardOpenOption.APPEND);
        ServerCertificate certificate = PemReader.certificate(new PemFiles(own.certificates(), own.certificates()));
        assertThat(certificate.chain())
                .extracting(link -> link.getSubjectX500Principal().getName())
                .containsExactly("CN=a", "CN=authority");
    }

    @Test
    void certificatesCanBeTrusted() throws Exception {
        PemFiles own = pem("a", "EC");
        Files.write(own.certificates(), Files.readAllBytes(pem("b", "RSA").certificates()), StandardOpenOption.APPEND);
        assertThat(PemReader.isPem(own.certificates())).isTrue();
        assertThat(PemReader.isPem(directory.resolve("a.p12"))).isFalse();
        assertThat(Collections.list(PemReader.trusted(own.certificates()).aliases()))
                .containsExactlyInAnyOrder("0", "1");
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        PemFiles one = pem("a", "EC");
        PemFiles other = pem("b", "EC");
        refuses(
                new PemFiles(one.certificates(), other.key()),
                "the private key in " + other.key() + " is not that of the certificate in " + one.certificates());
        PemFiles rsa = pem("c", "RSA");
        refuses(
                new PemFiles(one.certificates(), rsa.key()),
                rsa.key() + " has a private key that cannot be read, or is no EC key");
    }

    @Test
    void keyInAnotherFormIsRefusedWithTheCommandThatConvertsIt() throws Exception {
        PemFiles own = pem("a", "RSA");
        Files.writeString(own.key(), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        refuses(own, own.key() + " has a key that begins -----BEGIN RSA PRIVATE KEY-----, but must have one");
        refuses(own, "openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }

    @Test
    void filesWithoutWhatTheyAreForAreNamed() throws Exception {
        PemFiles own = pem("a", "EC");
        refuses(new PemFiles(own.key(), own.key()), own.key() + " has no certificate in PEM");
        refuses(
                new PemFiles(own.certificates(), own.certificates()),
                own.certificates() + " has no private key in PEM");
        Path garbage = Files.writeString(
                directory.resolve("garbage"),
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                StandardCharsets.US_ASCII);
        refuses(new PemFiles(garbage, own.key()), garbage + " has a certificate that cannot be read");
    }

    private static void refuses(PemFiles files, String message) {
        assertThatThrownBy(() -> PemReader.certificate(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
