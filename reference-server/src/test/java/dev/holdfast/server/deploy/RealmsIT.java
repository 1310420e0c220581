package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.app.LoginServlet;
import dev.holdfast.server.realm.Directory;
import dev.holdfast.server.realm.HashedPassword;
import dev.holdfast.server.realm.JdbcSettings;
import dev.holdfast.server.realm.JdbcUsers;
import dev.holdfast.server.realm.LdapRealm;
import dev.holdfast.server.realm.Password;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.realm.UserStore;
import dev.holdfast.server.realm.Users;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.XnioIoThread;

/** Realms behind the methods of logging in. */
final class RealmsIT {
    private static final String PRIVATE = """
            <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
              <url-pattern>/private/*</url-pattern></web-resource-collection>
              <auth-constraint><role-name>admin</role-name></auth-constraint></security-constraint>
            <security-role><role-name>admin</role-name></security-role>
            """;

    @TempDir
    private Path directory;

    @Test
    void directoryLetsIn() throws Exception {
        try (Directory people = Directory.start();
                TestServer server = server(new LdapRealm(people.settings()))) {
            everyMethodLetsInAdaAndNobodyElse(server);
        }
    }

    @Test
    void databaseLetsIn() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:realm");
        try (Connection open = source.getConnection();
                Statement statement = open.createStatement()) {
            statement.execute("create table users (name varchar, password varchar, role varchar)");
            statement.execute("insert into users values ('ada', '" + HashedPassword.of("secret") + "', 'admin')");
            statement.execute("insert into users values ('bob', 'hidden', 'user')");
            JdbcSettings settings = new JdbcSettings(
                    "jdbc/users", "select password from users where name = ?", "select role from users where name = ?");
            try (TestServer server = server(Realm.of(new JdbcUsers(source, settings)))) {
                everyMethodLetsInAdaAndNobodyElse(server);
            }
        }
    }

    private static void everyMethodLetsInAdaAndNobodyElse(TestServer server) throws Exception {
        assertThat(as(server, "ada:secret").body()).isEqualTo("private");
        assertThat(as(server, "ada:wrong").statusCode()).isEqualTo(401);
        assertThat(as(server, "ada:").statusCode()).isEqualTo(401);
        assertThat(as(server, "*:secret").statusCode()).isEqualTo(401);
        assertThat(as(server, "bob:hidden").statusCode()).isEqualTo(403);

        assertThat(server.get("/basic/login?user=ada&password=secret").body()).isEqualTo("ada true");
        assertThat(server.get("/basic/login?user=bob&password=hidden").body()).isEqualTo("bob false");
        assertThat(server.get("/basic/login?user=ada&password=wrong").body()).isEqualTo("refused");

        assertThat(server.get("/form/private/a.txt").body()).isEqualTo("please log in");
        assertThat(login(server, "wrong").body()).isEqualTo("denied");
        assertThat(login(server, "secret").statusCode()).isBetween(302, 303);
        assertThat(server.get("/form/private/a.txt").body()).isEqualTo("private");
    }

    @Test
    void whileTheDirectoryIsDownLogInsAreAnswered503AndSessionsGoOn() throws Exception {
        try (Directory people = Directory.start();
                TestServer server = server(new LdapRealm(people.settings()))) {
            server.get("/form/private/a.txt");
            login(server, "secret");
            people.stop();

            assertThat(server.get("/form/private/a.txt").body()).isEqualTo("private");
            HttpResponse<String> basic = as(server, "ada:secret");
            assertThat(basic.statusCode()).isEqualTo(503);
            assertThat(basic.headers().firstValue("Retry-After")).contains("1");
            assertThat(basic.body()).doesNotContain("ldap");
            assertThat(server.get("/basic/login?user=ada&password=secret").statusCode())
                    .isEqualTo(503);
            assertThat(withoutSession(server).statusCode()).isEqualTo(503);
            assertThat(server.get("/basic/private/a.txt").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void realmIsAskedOnWorkerThreads() throws Exception {
        List<Boolean> onIoThread = new CopyOnWriteArrayList<>();
        Users users = new Users(Map.of("ada", new Users.User("secret", Set.of("admin"))));
        try (TestServer server = server(Realm.of(new UserStore() {
            @Override
            public Optional<Password> password(String name) {
                onIoThread.add(Thread.currentThread() instanceof XnioIoThread);
                return users.password(name);
            }

            @Override
            public Set<String> roles(String name) {
                return users.roles(name);
            }

            @Override
            public int iterations() {
                return users.iterations();
            }

            @Override
            public boolean keepsPlainPasswords() {
                return users.keepsPlainPasswords();
            }
        }))) {
            everyMethodLetsInAda(server);
            assertThat(onIoThread).hasSizeGreaterThan(4).doesNotContain(true);
        }
    }

    private static void everyMethodLetsInAda(TestServer server) throws Exception {
        assertThat(as(server, "ada:secret").body()).isEqualTo("private");
        assertThat(server.get("/basic/login?user=ada&password=secret").body()).isEqualTo("ada true");
        server.get("/form/private/a.txt");
        login(server, "wrong");
        login(server, "wrong");
        login(server, "secret");
        assertThat(server.get("/form/private/a.txt").body()).isEqualTo("private");
    }

    private static HttpResponse<String> withoutSession(TestServer server) throws IOException, InterruptedException {
        HttpRequest login = HttpRequest.newBuilder(server.uri("/form/j_security_check"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("j_username=ada&j_password=secret"))
                .build();
        return HttpClient.newHttpClient().send(login, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void digestIsRefusedWhereNoPasswordIsKnown() throws Exception {
        try (Directory people = Directory.start()) {
            refusesDigest(new LdapRealm(people.settings()));
        }
        refusesDigest(Realm.of(new Users(Map.of("ada", new Users.User(HashedPassword.of("secret"), Set.of())))));
    }

    private void refusesDigest(Realm realm) throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"), realm)) {
            Path war = new War()
                    .webXml("<login-config><auth-method>DIGEST</auth-method></login-config>")
                    .write(directory, "digest.war");
            assertThatThrownBy(() -> server.deploy(war))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("WEB-INF/web.xml")
                    .hasMessageContaining("nobody could log in by <auth-method> DIGEST")
                    .hasMessageContaining("BASIC over TLS, or FORM");
        }
    }

    private TestServer server(Realm realm) throws IOException, DeploymentException {
        TestServer server = new TestServer(directory.resolve("work"), realm);
        server.deploy(new War()
                .webXml(PRIVATE + "<login-config><auth-method>BASIC</auth-method></login-config>")
                .classes(LoginServlet.class)
                .file("private/a.txt", "private")
                .write(directory, "basic.war"));
        server.deploy(new War()
                .webXml(PRIVATE + """
                        <login-config><auth-method>FORM</auth-method><form-login-config><form-login-page>/login.html</form-login-page>
                          <form-error-page>/denied.html</form-error-page></form-login-config></login-config>
                        """)
                .file("login.html", "please log in")
                .file("denied.html", "denied")
                .file("private/a.txt", "private")
                .write(directory, "form.war"));
        return server;
    }

    private static HttpResponse<String> as(TestServer server, String user) throws IOException, InterruptedException {
        return server.get(
                "/basic/private/a.txt",
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpResponse<String> login(TestServer server, String password)
            throws IOException, InterruptedException {
        return server.post(
                "/form/j_security_check", "application/x-www-form-urlencoded", "j_username=ada&j_password=" + password);
    }
}
