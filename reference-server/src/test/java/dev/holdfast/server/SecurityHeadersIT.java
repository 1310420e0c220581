package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.deploy.DeploymentSpec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecurityHeadersIT {
    private static final List<String> NAMES =
            List.of("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Strict-Transport-Security");

    @TempDir
    private Path directory;

    @Test
    void responsesOfAllKindsHaveThem() throws Exception {
        HoldfastServer server = started(HoldfastServer.builder().securityHeaders(true));
        try {
            for (String path : List.of("a.txt", "page.jsp", "missing")) {
                HttpHeaders headers =
                        get(HttpClient.newHttpClient(), server.httpUri().resolve(path));
                assertThat(headers.allValues("X-Content-Type-Options")).as(path).containsExactly("nosniff");
                assertThat(headers.allValues("X-Frame-Options")).as(path).containsExactly("SAMEORIGIN");
                assertThat(headers.allValues("Referrer-Policy"))
                        .as(path)
                        .containsExactly("strict-origin-when-cross-origin");
                assertThat(headers.allValues("Strict-Transport-Security"))
                        .as(path)
                        .isEmpty();
            }
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void headersOfTheApplicationWin() throws Exception {
        HoldfastServer server = started(HoldfastServer.builder().securityHeaders(true));
        try {
            HttpHeaders own = get(HttpClient.newHttpClient(), server.httpUri().resolve("own.jsp"));
            assertThat(own.allValues("Referrer-Policy")).containsExactly("no-referrer");
            assertThat(own.allValues("X-Frame-Options")).isEmpty();
            assertThat(own.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void strictTransportIsAskedForOverTls() throws Exception {
        Certificates certificates = new Certificates(directory);
        KeyStoreFile own = certificates.add("server.p12", "server", "EC", "localhost");
        HoldfastServer server = started(HoldfastServer.builder()
                .securityHeaders(true)
                .tls(TlsSettings.builder().keyStores(own).build()));
        try {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(Certificates.client(own, null))
                    .build();
            URI uri = URI.create("https://localhost:" + server.httpUri().getPort() + "/a.txt");
            assertThat(get(client, uri).allValues("Strict-Transport-Security")).containsExactly("max-age=31536000");
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void nobodyHasThemWhoHasNotAskedForThem() throws Exception {
        HoldfastServer server = started(HoldfastServer.builder());
        try {
            HttpHeaders headers =
                    get(HttpClient.newHttpClient(), server.httpUri().resolve("a.txt"));
            assertThat(NAMES)
                    .allSatisfy(name -> assertThat(headers.allValues(name)).isEmpty());
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    private HoldfastServer started(HoldfastServer.Builder builder) throws Exception {
        Path application = Files.createDirectories(directory.resolve("app"));
        Files.createDirectories(application.resolve("WEB-INF"));
        Files.writeString(application.resolve("a.txt"), "a");
        Files.writeString(application.resolve("page.jsp"), "${1 + 1}");
        Files.writeString(
                application.resolve("own.jsp"),
                "<% response.setHeader(\"Referrer-Policy\", \"no-referrer\");"
                        + " response.setHeader(\"Content-Security-Policy\", \"default-src *; Frame-Ancestors 'none'\"); %>");
        HoldfastServer server = builder.http(HttpSettings.DEFAULTS.withPort(0)).build();
        server.deploy(DeploymentSpec.parse("/=" + application));
        server.start();
        return server;
    }

    private static HttpHeaders get(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .headers();
    }
}
