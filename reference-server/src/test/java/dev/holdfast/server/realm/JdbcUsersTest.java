package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JdbcUsersTest {
    private static final String HASH = HashedPassword.of("hidden").toString();

    private final JdbcDataSource source = new JdbcDataSource();
    private Connection open;
    private Realm realm;

    @BeforeEach
    void start() throws SQLException {
        source.setURL("jdbc:h2:mem:users");
        open = source.getConnection();
        change("create table users (name varchar, password varchar)");
        change("create table roles (name varchar, role varchar)");
        change("insert into users values ('ada', 'secret'), ('bob', '" + HASH + "'), ('CN=eve', null)");
        change("insert into roles values ('ada', 'admin'), ('ada', 'user'), ('ada', null), ('CN=eve', 'user')");
        realm = Realm.of(new JdbcUsers(
                source,
                new JdbcSettings(
                        "jdbc/users",
                        "select password from users where name = ?",
                        "select role from roles where name = ?")));
    }

    @AfterEach
    void stop() throws SQLException {
        open.close();
    }

    private void change(String sql) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void databaseKnowsPasswordsHashesAndRoles() {
        assertThat(realm.authenticate("ada", "secret")).contains(new Identity("ada", Set.of("admin", "user")));
        assertThat(realm.authenticate("bob", "hidden")).contains(new Identity("bob", Set.of()));
        assertThat(realm.authenticate("ada", "hidden")).isEmpty();
        assertThat(realm.authenticate("bob", HASH)).isEmpty();
        assertThat(realm.authenticate("zoe", "")).isEmpty();
        assertThat(realm.authenticate("ada\0", "secret")).isEmpty();
    }

    @Test
    void onlyAPlainPasswordIsKnown() {
        assertThat(realm.knowsPasswords()).isTrue();
        assertThat(realm.password("ada")).contains("secret");
        assertThat(realm.password("bob")).isEmpty();
    }

    @Test
    void nullIsNoPassword() {
        assertThat(realm.authenticate("CN=eve", "")).isEmpty();
        assertThat(realm.authenticate("CN=eve", "null")).isEmpty();
        assertThat(realm.find("CN=eve")).contains(new Identity("CN=eve", Set.of("user")));
        assertThat(realm.find("CN=zoe")).isEmpty();
    }

    @Test
    void moreRolesThanCanBeAreNotLeftOut() throws SQLException {
        change("insert into roles select 'bob', 'r' || x || ' ' from system_range(1, 1000)");
        assertThat(realm.find("bob"))
                .hasValueSatisfying(bob -> assertThat(bob.roles()).hasSize(1000).contains("r1000"));
        change("insert into roles values ('bob', 'one more')");
        assertThatThrownBy(() -> realm.find("bob"))
                .isInstanceOf(RealmUnavailableException.class)
                .hasMessage("jdbc/users: more than 1000 roles of bob");
    }

    @Test
    void nameIsNoPartOfTheQuery() {
        assertThat(realm.authenticate("x' or name = 'ada", "secret")).isEmpty();
        assertThat(realm.find("' or '' = '")).isEmpty();
    }

    @Test
    void rightPasswordOfAHashIsKnownUntilTheHashChanges() throws SQLException {
        JdbcUsers users =
                new JdbcUsers(source, new JdbcSettings("a", "select password from users where name = ?", "select ?"));
        assertThat(users.password("bob").orElseThrow().matches("hidden")).isTrue();
        assertThat(users.password("bob").orElseThrow().matchesAtOnce("hidden")).isTrue();
        change("update users set password = '" + HashedPassword.of("changed") + "' where name = 'bob'");
        assertThat(users.password("bob").orElseThrow().matchesAtOnce("hidden")).isFalse();
        assertThat(users.password("bob").orElseThrow().matches("hidden")).isFalse();
    }

    @Test
    void nameOfTwoRowsIsNobodys() throws SQLException {
        change("insert into users values ('ada', 'other')");
        assertThat(realm.authenticate("ada", "secret")).isEmpty();
        assertThat(realm.authenticate("ada", "other")).isEmpty();
    }

    @Test
    void databaseThatCannotAnswerIsSaidNotTo() throws SQLException {
        change("drop table roles");
        assertThatThrownBy(() -> realm.authenticate("ada", "secret"))
                .isInstanceOf(RealmUnavailableException.class)
                .hasMessageStartingWith("jdbc/users: ")
                .hasMessageContaining("ROLES");
        change("update users set password = '{pbkdf2-sha512}x' where name = 'ada'");
        assertThatThrownBy(() -> realm.authenticate("ada", "secret"))
                .isInstanceOf(RealmUnavailableException.class)
                .hasMessage("jdbc/users: the password of ada: a hash is written {pbkdf2-sha512}iterations:salt:hash");
    }

    @Test
    void hashOfAnotherKindIsNoPassword() throws SQLException {
        change("update users set password = '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3' where name = 'ada'");
        assertThatThrownBy(() -> realm.authenticate("ada", "{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3"))
                .isInstanceOf(RealmUnavailableException.class)
                .hasMessageStartingWith("jdbc/users: the password of ada: looks like a hash of another kind, {SSHA}; ");
        assertThat(realm.authenticate("bob", "hidden")).isPresent();
    }

    @Test
    void databaseThatGivesNoConnectionIsNotAskedAgainAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        DataSource down = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, given) -> {
                    asked.incrementAndGet();
                    throw new SQLTransientConnectionException("nobody there");
                });
        Realm unreachable = Realm.of(new JdbcUsers(down, new JdbcSettings("a", "select ?", "select ?")));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> unreachable.authenticate("ada", "secret"))
                    .isInstanceOf(RealmUnavailableException.class)
                    .hasMessage("a: nobody there");
        }
        assertThat(asked).hasValue(1);
    }
}
