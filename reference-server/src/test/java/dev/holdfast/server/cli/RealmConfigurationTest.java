package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.realm.JdbcSettings;
import dev.holdfast.server.realm.LdapRoles;
import dev.holdfast.server.realm.LdapServer;
import dev.holdfast.server.realm.LdapSettings;
import dev.holdfast.server.realm.LdapUsers;
import dev.holdfast.settings.ConfigurationException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RealmConfigurationTest {
    @TempDir
    private Path directory;

    @Test
    void everyLdapKeyReachesItsSetting() throws Exception {
        Path store = Files.writeString(directory.resolve("store"), "");
        assertThat(sets(
                                "realm.ldap.url=ldap://a:1",
                                "realm.ldap.startTls=true",
                                "realm.ldap.trustStore=" + store,
                                "realm.ldap.trustStorePassword=t",
                                "realm.ldap.bindDn=cn=server",
                                "realm.ldap.bindPassword=p",
                                "realm.ldap.userBase=ou=people",
                                "realm.ldap.userSearch=(mail={0})",
                                "realm.ldap.roleBase=ou=groups",
                                "realm.ldap.roleSearch=(memberUid={1})",
                                "realm.ldap.roleName=ou",
                                "realm.ldap.connectionTimeout=1s",
                                "realm.ldap.readTimeout=2s",
                                "realm.ldap.maxPoolSize=3")
                        .ldap())
                .contains(new LdapSettings(
                        new LdapServer(
                                URI.create("ldap://a:1"),
                                true,
                                store,
                                "t",
                                "cn=server",
                                "p",
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                3),
                        new LdapUsers.Search("ou=people", "(mail={0})"),
                        new LdapRoles("ou=groups", "(memberUid={1})", "ou")));
    }

    @Test
    void littleIsNeededOfADirectory() throws Exception {
        assertThat(sets("realm.ldap.url=ldaps://a", "realm.ldap.userPattern=uid={0},dc=a")
                        .ldap())
                .contains(new LdapSettings(
                        new LdapServer(
                                URI.create("ldaps://a"),
                                false,
                                null,
                                null,
                                null,
                                null,
                                LdapServer.TIMEOUT,
                                LdapServer.TIMEOUT,
                                LdapServer.MAX_POOL_SIZE),
                        new LdapUsers.Pattern("uid={0},dc=a"),
                        null));
        assertThat(sets().ldap()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "realm.ldap.startTls=true | --set: realm.ldap.startTls is true, but must be false where the url is ldaps:",
                "realm.ldap.bindDn=cn=a | --set: realm.ldap.bindDn is given, but must have a bindPassword",
                "realm.ldap.bindPassword=a | --set: realm.ldap.bindPassword is given, but must have a bindDn",
                "realm.ldap.readTimeout=25d | --set: realm.ldap.readTimeout is \"25d\", but must be more than 0, such as 500ms or 5s",
                "realm.ldap.userSearch=(uid=ada) | --set: realm.ldap.userSearch is \"(uid=ada)\", but must be a filter with {0} in it, which stands for the user's name",
                "realm.ldap.userSearch=uid={0}) | --set: realm.ldap.userSearch is \"uid={0})\", but must be a filter with {0} in it, which stands for the user's name",
                "realm.ldap.userPattern=uid={0},dc=a | --set: realm.ldap.userPattern is given, but must not be beside realm.ldap.userBase: either names the entry of a user",
            })
    void whatDoesNotGoTogetherIsNamed(String set, String message) {
        refused(message, "realm.ldap.url=ldaps://a", "realm.ldap.userBase=dc=a", set);
    }

    @Test
    void whereUsersAreMustBeSaid() {
        refused(
                "--set: realm.ldap.url is given, but must have a realm.ldap.userBase or a realm.ldap.userPattern",
                "realm.ldap.url=ldaps://a");
    }

    @Test
    void databaseNeedsADataSourceAndTwoQueries() throws Exception {
        assertThat(sets(
                                "datasources.jdbc/a.url=jdbc:a",
                                "realm.jdbc.dataSource=jdbc/a",
                                "realm.jdbc.principalQuery=select 1 where 'a' = ?",
                                "realm.jdbc.rolesQuery=select 2 where 'a' = ?")
                        .jdbc())
                .contains(new JdbcSettings("jdbc/a", "select 1 where 'a' = ?", "select 2 where 'a' = ?"));
        refused(
                "--set: realm.jdbc.dataSource is given, but must have a realm.jdbc.principalQuery and a realm.jdbc.rolesQuery",
                "datasources.jdbc/a.url=jdbc:a",
                "realm.jdbc.dataSource=jdbc/a");
        refused(
                "--set: realm.jdbc.dataSource is \"jdbc/b\", but must be the name of a data source, or off",
                "datasources.jdbc/a.url=jdbc:a",
                "realm.jdbc.dataSource=jdbc/b");
    }

    private static void refused(String message, String... sets) {
        assertThatThrownBy(() -> {
                    RealmConfiguration realms = sets(sets);
                    realms.ldap();
                    realms.jdbc();
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    private static RealmConfiguration sets(String... sets) throws ConfigurationException {
        return new RealmConfiguration(
                Configuration.read(EnumSet.allOf(Key.class), null, Map.of(), List.of(sets), Map.of()));
    }
}
