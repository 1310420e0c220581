package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.ClientAuth;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.deploy.DeploymentSpec;
import dev.holdfast.server.realm.Directory;
import dev.holdfast.server.realm.LdapRealm;
import dev.holdfast.server.realm.Password;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.realm.Users;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients are known by their certificates, over TLS. */
final class ClientCertificateIT {
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
              <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
                <url-pattern>/*</url-pattern></web-resource-collection>
                <auth-constraint><role-name>admin</role-name></auth-constraint></security-constraint>
              <login-config><auth-method>CLIENT-CERT</auth-method></login-config>
              <security-role><role-name>admin</role-name></security-role>
            </web-app>
            """;

    @TempDir
    private Path directory;

    @Test
    void onlyAKnownUsersCertificateOpensWhatIsConstrained() throws Exception {
        Certificates certificates = new Certificates(directory);
        KeyStoreFile own = certificates.add("server.p12", "server", "EC", "localhost");
        KeyStoreFile ada = certificates.add("ada.p12", "ada", "EC", "ada.example");
        KeyStoreFile eve = certificates.add("eve.p12", "eve", "EC", "eve.example");
        Realm users = Realm.of(new Users(Map.of("CN=ada", new Users.User(Password.parse("-"), Set.of("admin")))));

        assertThat(statusFor(certificates, own, ada, ada, users).statusCode()).isEqualTo(200);
        assertThat(statusFor(certificates, own, eve, eve, users).statusCode()).isEqualTo(403);
        assertThat(statusFor(certificates, own, ada, null, users).statusCode()).isEqualTo(403);
    }

    @Test
    void directorySaysWhoseCertificateItIs() throws Exception {
        Certificates certificates = new Certificates(directory);
        KeyStoreFile own = certificates.add("server.p12", "server", "EC", "localhost");
        KeyStoreFile ada = certificates.add("ada.p12", "ada", "EC", "ada.example");
        KeyStoreFile bob = certificates.add("bob.p12", "bob", "EC", "bob.example");
        KeyStoreFile eve = certificates.add("eve.p12", "eve", "EC", "eve.example");
        try (Directory people = Directory.start()) {
            for (Map.Entry<KeyStoreFile, Integer> client :
                    Map.of(ada, 200, bob, 403, eve, 403).entrySet()) {
                Realm realm = new LdapRealm(people.settings());
                assertThat(statusFor(certificates, own, client.getKey(), client.getKey(), realm)
                                .statusCode())
                        .isEqualTo(client.getValue());
            }
        }
    }

    private HttpResponse<String> statusFor(
            Certificates certificates,
            KeyStoreFile own,
            KeyStoreFile trusted,
            @Nullable KeyStoreFile shown,
            Realm realm)
            throws Exception {
        HoldfastServer server = HoldfastServer.builder()
                .http(HttpSettings.DEFAULTS.withPort(0))
                .tls(TlsSettings.builder()
                        .keyStores(own)
                        .clientAuth(ClientAuth.WANT)
                        .trustStore(certificates.trust("trusted.p12", trusted))
                        .build())
                .realm(realm)
                .build();
        server.deploy(DeploymentSpec.parse("/=" + application()));
        server.start();
        try {
            assertThat(server.httpUri().getScheme()).isEqualTo("https");
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(Certificates.client(own, shown))
                    .build();
            return client.send(
                    HttpRequest.newBuilder(server.httpUri()
                                    .resolve("https://localhost:"
                                            + server.httpUri().getPort() + "/a.txt"))
                            .build(),
                    BodyHandlers.ofString());
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    private Path application() throws IOException {
        Path application = directory.resolve("app");
        Files.writeString(
                Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml"), WEB_XML);
        Files.writeString(application.resolve("a.txt"), "a");
        return application;
    }
}
