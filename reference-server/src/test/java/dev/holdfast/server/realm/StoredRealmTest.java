package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class StoredRealmTest {
    private static final String SHORT_HASH =
            "{pbkdf2-sha512}1000:c2FsdHNhbHRzYWx0c2FsdA==:2IVLzDcUS76iY9+wBooZzkS5Z0mI6ikZPfMieFfR1eV/GJiiRzyvvz4ne7tBn8OJ1hxZyCz95QPNeLP3ykzMiQ==";

    private final Users users = new Users(Map.of(
            "plain", new Users.User("right", Set.of("user")),
            "hashed", new Users.User(HashedPassword.of("right"), Set.of()),
            "short", new Users.User(Password.parse(SHORT_HASH), Set.of()),
            "none", new Users.User(Password.parse("-"), Set.of("admin"))));
    private final Realm realm = Realm.of(users);

    @Test
    void anEmptyPasswordIsNobodys() {
        StoredRealm realm = new StoredRealm(new Users(Map.of("ada", new Users.User(Password.parse(""), Set.of()))));
        assertThat(realm.authenticate("ada", "")).isEmpty();
        assertThat(realm.authenticate("unknown", "")).isEmpty();
        assertThat(new Password.None().matchesAtOnce("")).isFalse();
    }

    @Test
    void failedLogInTakesAsLongForEverybody() {
        long hashed = cpuNanos("hashed");
        for (String name : Set.of("plain", "short", "none", "nobody")) {
            assertThat(cpuNanos(name)).as(name).isCloseTo(hashed, Percentage.withPercentage(50));
        }
    }

    /** The least of some, so that what else the thread has to do does not count. */
    private long cpuNanos(String name) {
        return LongStream.range(0, 5)
                .map(i -> {
                    long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    assertThat(realm.authenticate(name, "wrong")).isEmpty();
                    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
                })
                .min()
                .orElseThrow();
    }

    @Test
    void withoutHashesAWrongPasswordCostsNothing() {
        Realm plain = new StoredRealm(new Users(Map.of("ada", new Users.User("right", Set.of()))), full());
        assertThat(plain.authenticate("ada", "wrong")).isEmpty();
        assertThat(plain.authenticate("bob", "wrong")).isEmpty();
        assertThat(plain.authenticate("ada", "right")).isPresent();
    }

    @Test
    void limitIsForPasswordsThatHaveToBeHashed() {
        assertThat(realm.authenticate("hashed", "right")).isPresent();
        Realm busy = new StoredRealm(users, full());
        assertThat(busy.authenticate("hashed", "right")).isPresent();
        assertThat(busy.authenticate("plain", "right")).isPresent();
        assertThatThrownBy(() -> busy.authenticate("hashed", "wrong")).isInstanceOf(RealmUnavailableException.class);
        assertThatThrownBy(() -> busy.authenticate("plain", "wrong")).isInstanceOf(RealmUnavailableException.class);
        assertThatThrownBy(() -> busy.authenticate("nobody", "x")).isInstanceOf(RealmUnavailableException.class);
    }

    private static HashLimit full() {
        return new HashLimit(0, 0, 0);
    }

    @Test
    void whoHasNoPasswordIsFoundOtherwise() {
        assertThat(realm.authenticate("none", "-")).isEmpty();
        assertThat(realm.authenticate("none", "")).isEmpty();
        assertThat(realm.password("none")).isEmpty();
        assertThat(realm.find("none")).contains(new Identity("none", Set.of("admin")));
        assertThat(realm.find("nobody")).isEmpty();
    }

    @Test
    void passwordsAreKnownUnlessThereAreHashesOnly() {
        assertThat(realm.knowsPasswords()).isTrue();
        assertThat(Realm.none().knowsPasswords()).isTrue();
        assertThat(Realm.of(new Users(Map.of("a", new Users.User(Password.parse(SHORT_HASH), Set.of()))))
                        .knowsPasswords())
                .isFalse();
    }
}
