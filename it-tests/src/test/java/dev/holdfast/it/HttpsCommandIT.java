package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.PemFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast run} over TLS. */
@Timeout(120)
final class HttpsCommandIT {
    @TempDir
    Path directory;

    private Certificates certificates;
    private KeyStoreFile own;

    @BeforeEach
    void makeAKey() {
        certificates = new Certificates(directory);
        own = certificates.add("server.p12", "server", "EC", "localhost");
    }

    @Test
    void certificateAndKeyInPemServeHttp2AndHttp1BesidePlainHttp() throws Exception {
        PemFiles pem = certificates.pem("server.crt", "server.key", own);
        try (HoldfastProcess holdfast = run(
                        "https.certificateFile=" + pem.certificates(), "https.certificateKeyFile=" + pem.key())
                .awaitReady()) {
            URI https = https(holdfast);
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<String> response = get(https, null, version);
                assertThat(response.version()).isEqualTo(version);
                assertThat(response.body()).isEqualTo("public");
                assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            }
            assertThat(Http.get(holdfast.http().resolve("app/a.txt")).body()).isEqualTo("public");
        }
    }

    @Test
    void keyStoreAndTrustStoreLetTheCertificatesOfKnownUsersIn() throws Exception {
        KeyStoreFile ada = certificates.add("ada.p12", "ada", "EC", "ada.example");
        KeyStoreFile trusted = certificates.trust("trusted.p12", ada);
        Files.writeString(directory.resolve("users"), "CN\\=ada=-,admin\n");
        try (HoldfastProcess holdfast = run(
                        "https.keyStore=" + own.file(),
                        "https.keyStorePassword=" + own.password(),
                        "https.protocols=TLSv1.2",
                        "https.clientAuth=want",
                        "https.trustStore=" + trusted.file(),
                        "https.trustStorePassword=" + trusted.password())
                .awaitReady()) {
            URI secret = https(holdfast).resolve("secret/b.txt");
            HttpResponse<String> known = get(secret, ada, HttpClient.Version.HTTP_2);
            assertThat(known.body()).isEqualTo("of ada");
            assertThat(known.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(get(secret, null, HttpClient.Version.HTTP_2).statusCode())
                    .isEqualTo(403);
            assertThat(Http.get(holdfast.http().resolve("app/secret/b.txt")).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void whatIsConfidentialIsRedirectedToTheSamePlaceOverTls() throws Exception {
        try (HoldfastProcess holdfast = run("https.keyStore=" + own.file(), "https.keyStorePassword=" + own.password())
                        .awaitReady();
                HoldfastProcess bridge =
                        HoldfastProcess.start("bridge", "--http", "0", holdfast.awaitOut("ajp listening on "))) {
            URI plain = URI.create(holdfast.http().toString().replace("127.0.0.1", "localhost"));
            HttpResponse<String> redirect = Http.get(plain.resolve("app/tls/c%20d.txt?x=%C3%A4&y"));
            assertThat(redirect.statusCode()).isEqualTo(302);
            URI there = https(holdfast).resolve("tls/c%20d.txt?x=%C3%A4&y");
            assertThat(redirect.headers().firstValue("Location")).hasValue(there.toString());
            assertThat(get(there, null, HttpClient.Version.HTTP_1_1).body()).isEqualTo("confidential");
            assertThat(Http.get(plain.resolve("app/a.txt")).body()).isEqualTo("public");
            // The front's port for TLS is not known here.
            assertThat(Http.get(bridge.awaitReady().http().resolve("app/tls/c%20d.txt"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void termLetsNoConnectionOverTlsBeCutOff() throws Exception {
        try (HoldfastProcess holdfast = run("https.keyStore=" + own.file(), "https.keyStorePassword=" + own.password())
                .awaitReady()) {
            assertThat(get(https(holdfast), null, HttpClient.Version.HTTP_2).statusCode())
                    .isEqualTo(200);
            holdfast.signal("TERM");
            assertThat(holdfast.exitCode()).isEqualTo(143);
            assertThat(holdfast.err()).isEmpty();
        }
    }

    @Test
    void whatCannotBeUsedIsNamed() throws Exception {
        PemFiles pem = certificates.pem("server.crt", "server.key", own);
        refuses("https.port is given, but must have a https.keyStore or a https.certificateFile");
        refuses("password was incorrect", "https.keyStore=" + own.file(), "https.keyStorePassword=wrong");
        refuses(pem.certificates() + " has no private key in PEM", "https.certificateFile=" + pem.certificates());
        refuses(
                "https.clientAuth is given, but must have a https.trustStore",
                "https.certificateFile=" + pem.certificates(),
                "https.certificateKeyFile=" + pem.key(),
                "https.clientAuth=need");
        refuses(
                "https.keyStore is given, but must not be beside https.certificateFile",
                "https.certificateFile=" + pem.certificates(),
                "https.keyStore=" + own.file());
        refuses(
                "https.protocols is \"TLSv9\", but must be names that this JDK knows, with commas between",
                "https.protocols=TLSv9");
    }

    private void refuses(String message, String... sets) throws Exception {
        try (HoldfastProcess holdfast = run(sets)) {
            assertThat(holdfast.exitCode()).isEqualTo(2);
            assertThat(holdfast.err()).singleElement().asString().contains(message);
        }
    }

    private HoldfastProcess run(String... sets) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("run", "--http", "0", "--ajp", "0", "--admin", "0", "--https", "0"));
        for (String set : sets) {
            command.addAll(List.of("--set", set));
        }
        if (Files.exists(directory.resolve("users"))) {
            command.addAll(List.of("--users", directory.resolve("users").toString()));
        }
        command.add("/app=" + application());
        return HoldfastProcess.start(command.toArray(String[]::new));
    }

    private Path application() throws IOException {
        Path application = directory.resolve("app");
        Files.writeString(
                Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
                  <security-constraint><web-resource-collection><web-resource-name>secret</web-resource-name>
                    <url-pattern>/secret/*</url-pattern></web-resource-collection>
                    <auth-constraint><role-name>admin</role-name></auth-constraint></security-constraint>
                  <security-constraint><web-resource-collection><web-resource-name>tls</web-resource-name>
                    <url-pattern>/tls/*</url-pattern></web-resource-collection>
                    <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
                  </security-constraint>
                  <login-config><auth-method>CLIENT-CERT</auth-method></login-config>
                  <security-role><role-name>admin</role-name></security-role>
                </web-app>
                """);
        Files.writeString(application.resolve("a.txt"), "public");
        Files.writeString(Files.createDirectories(application.resolve("secret")).resolve("b.txt"), "of ada");
        Files.writeString(Files.createDirectories(application.resolve("tls")).resolve("c d.txt"), "confidential");
        return application;
    }

    private static URI https(HoldfastProcess holdfast) throws Exception {
        URI printed = URI.create(holdfast.awaitOut("https listening on "));
        return URI.create("https://localhost:" + printed.getPort() + "/app/a.txt");
    }

    private HttpResponse<String> get(URI uri, @Nullable KeyStoreFile shown, HttpClient.Version version)
            throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(Certificates.client(own, shown))
                .build()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
