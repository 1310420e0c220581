package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server with a directory and with a database of users, and without either. */
final class RealmsIT {
    @TempDir
    private Path directory;

    @Test
    void directoryLetsIn() throws Exception {
        InMemoryDirectoryServer people = people();
        Path settings = Files.writeString(directory.resolve("holdfast.yaml"), """
                realm:
                  ldap:
                    url: ldap://127.0.0.1:%d
                    userBase: ou=people,dc=example,dc=com
                    roleBase: ou=groups,dc=example,dc=com
                """.formatted(people.getListenPort()));
        try (HoldfastProcess holdfast = run(Map.of(), "--config", settings.toString())) {
            letsInAdaOnly(holdfast);
            people.shutDown(true);
            URI uri = holdfast.http().resolve("guarded/");
            for (int i = 0; i < 3; i++) {
                assertThat(Http.get(uri, "Authorization", basic("ada", "secret"))
                                .statusCode())
                        .isEqualTo(503);
            }
            assertThat(holdfast.err().stream().filter(line -> line.contains("log-ins are answered 503")))
                    .singleElement()
                    .asString()
                    .contains("ldap://127.0.0.1:");
        } finally {
            people.shutDown(true);
        }
    }

    private static InMemoryDirectoryServer people() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setListenerConfigs(
                new InMemoryListenerConfig("ldap", InetAddress.getLoopbackAddress(), 0, null, null, null));
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example,dc=com", "objectClass: organizationalUnit", "ou: people");
        server.add("dn: ou=groups,dc=example,dc=com", "objectClass: organizationalUnit", "ou: groups");
        String ada = "uid=ada,ou=people,dc=example,dc=com";
        server.add(
                "dn: " + ada, "objectClass: inetOrgPerson", "uid: ada", "cn: ada", "sn: ada", "userPassword: secret");
        server.add(
                "dn: cn=reader,ou=groups,dc=example,dc=com",
                "objectClass: groupOfNames",
                "cn: reader",
                "member: " + ada);
        server.startListening();
        return server;
    }

    @Test
    void databaseLetsIn() throws Exception {
        Path driver = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path settings = Files.writeString(directory.resolve("holdfast.yaml"), """
                datasources:
                  jdbc/users:
                    url: "jdbc:h2:mem:users;DB_CLOSE_DELAY=-1;INIT=create table if not exists users as select 'ada' as name, 'secret' as password"
                    jar: "%s"
                realm:
                  jdbc:
                    dataSource: jdbc/users
                    principalQuery: select password from users where name = ?
                    rolesQuery: select 'reader' from users where name = ?
                """.formatted(driver));
        try (HoldfastProcess holdfast = run(Map.of(), "--config", settings.toString())) {
            letsInAdaOnly(holdfast);
        }
    }

    private static void letsInAdaOnly(HoldfastProcess holdfast) throws Exception {
        URI uri = holdfast.http().resolve("guarded/");
        assertThat(Http.get(uri, "Authorization", basic("ada", "secret")).body())
                .isEqualTo("hello");
        assertThat(Http.get(uri, "Authorization", basic("ada", "wrong")).statusCode())
                .isEqualTo(401);
        assertThat(Http.get(uri, "Authorization", basic("eve", "secret")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoNeedsNoRealmLoadsNone() throws Exception {
        Path log = directory.resolve("classes.log");
        Path users = Files.writeString(directory.resolve("users"), "ada=secret,reader\n");
        try (HoldfastProcess holdfast =
                run(Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + log), "--users", users.toString())) {
            letsInAdaOnly(holdfast);
        }
        assertThat(Files.readString(log))
                .contains("dev.holdfast.server.realm.Users")
                .doesNotContain("unboundid")
                .doesNotContain("dev.holdfast.server.realm.LdapRealm")
                .doesNotContain("dev.holdfast.server.realm.JdbcUsers");
    }

    @Test
    void oneRealmIsAllThereCanBe() throws Exception {
        Path users = Files.writeString(directory.resolve("users"), "ada=secret,reader\n");
        try (HoldfastProcess refused = HoldfastProcess.run(
                "run",
                "--users",
                users.toString(),
                "--set",
                "realm.ldap.url=ldap://localhost",
                "--set",
                "realm.ldap.userBase=dc=a")) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err())
                    .singleElement()
                    .asString()
                    .contains("there can be one realm only: --users, realm.ldap.url or realm.jdbc.dataSource");
        }
    }

    private HoldfastProcess run(Map<String, String> environment, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 8];
        System.arraycopy(new String[] {"run", "--http", "0", "--ajp", "off", "--admin", "off"}, 0, all, 0, 7);
        System.arraycopy(arguments, 0, all, 7, arguments.length);
        all[all.length - 1] = Archives.guarded(directory).toString();
        return HoldfastProcess.start(environment, HoldfastProcess.LAUNCHER, all).awaitReady();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
