package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.deploy.DeploymentSpec;
import io.undertow.server.handlers.CookieSameSiteMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionCookieIT {
    @TempDir
    private Path directory;

    private final HoldfastServer.Builder server = HoldfastServer.builder().http(HttpSettings.DEFAULTS.withPort(0));

    @Test
    void cookieIsNeitherSecureNorOfASiteWithoutAReason() throws Exception {
        assertThat(cookie(HttpClient.newHttpClient(), "/a.jsp"))
                .contains("HttpOnly")
                .doesNotContainIgnoringCase("secure")
                .doesNotContain("SameSite");
    }

    @Test
    void cookieIsOfTheSiteThatIsSet() throws Exception {
        server.sessionCookieSameSite(CookieSameSiteMode.STRICT);
        assertThat(cookie(HttpClient.newHttpClient(), "/a.jsp")).contains("SameSite=Strict");
    }

    @Test
    void cookieOverTlsIsSecure() throws Exception {
        Certificates certificates = new Certificates(directory);
        KeyStoreFile own = certificates.add("server.p12", "server", "EC", "localhost");
        server.tls(TlsSettings.builder().keyStores(own).build());
        HttpClient client = HttpClient.newBuilder()
                .sslContext(Certificates.client(own, null))
                .build();
        assertThat(cookie(client, "/a.jsp")).containsIgnoringCase("secure").doesNotContain("SameSite");
    }

    private String cookie(HttpClient client, String path) throws Exception {
        HoldfastServer running = server.build();
        Path application = Files.createDirectories(directory.resolve("app"));
        Files.writeString(application.resolve("a.jsp"), "<%@ page session='true' %>page");
        running.deploy(DeploymentSpec.parse("/=" + application));
        running.start();
        try {
            URI uri = running.httpUri();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(uri.getScheme() + "://localhost:" + uri.getPort() + path))
                    .build();
            return client.send(request, BodyHandlers.ofString())
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow();
        } finally {
            running.stop(Duration.ZERO);
        }
    }
}
