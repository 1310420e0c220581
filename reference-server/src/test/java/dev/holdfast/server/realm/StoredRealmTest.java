package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** What matching spends of its own and what is spent after it are together the 210,000 iterations of the hash that takes longest. */
    @ParameterizedTest
    @CsvSource({"hashed, ", "short, 209000", "plain, 210000", "none, 210000", "nobody, 210000"})
    void failedLogInTakesAsManyIterationsForEverybody(String name, @Nullable Integer spent) {
        List<Integer> spending = new ArrayList<>();
        Realm counted =
                new StoredRealm(users, HashLimit.ofProcessors(), (password, iterations) -> spending.add(iterations));
        assertThat(counted.authenticate(name, "wrong")).isEmpty();
        assertThat(spending).isEqualTo(spent == null ? List.of() : List.of(spent));
    }

    /** Within a factor that no neighbour on the machine makes; who is answered at once takes less than a hundredth. */
    @Test
    void failedLogInTakesAsLongForEverybody() {
        long hashed = cpuNanos("hashed");
        for (String name : Set.of("plain", "short", "none", "nobody")) {
            assertThat(cpuNanos(name)).as(name).isBetween(hashed / 10, hashed * 10);
        }
    }

    private long cpuNanos(String name) {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(realm.authenticate(name, "wrong")).isEmpty();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
    }

    @Test
    void withoutHashesAWrongPasswordCostsNothing() {
        Realm plain = new StoredRealm(
                new Users(Map.of("ada", new Users.User("right", Set.of()))), full(), HashedPassword::spend);
        assertThat(plain.authenticate("ada", "wrong")).isEmpty();
        assertThat(plain.authenticate("bob", "wrong")).isEmpty();
        assertThat(plain.authenticate("ada", "right")).isPresent();
    }

    @Test
    void limitIsForPasswordsThatHaveToBeHashed() {
        assertThat(realm.authenticate("hashed", "right")).isPresent();
        Realm busy = new StoredRealm(users, full(), HashedPassword::spend);
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
