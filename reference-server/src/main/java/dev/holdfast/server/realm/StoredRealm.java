package dev.holdfast.server.realm;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

/**
 * Compares passwords with what a store knows of them. A log-in that fails takes as long for whoever is no user, and for whose password is kept as it
 * is, as for whose hash takes longest, so that the time tells none of them from another.
 */
final class StoredRealm implements Realm {
    private static final Password NOBODYS = new Password.None();

    private final UserStore store;
    private final HashLimit limit;
    private final ObjIntConsumer<String> spend;
    private final AtomicInteger iterations;

    StoredRealm(UserStore store) {
        this(store, HashLimit.ofProcessors(), HashedPassword::spend);
    }

    /**
     * Makes one of another limit and other work.
     *
     * @param spend takes the time of so many iterations, 1 or more, on the password that was given
     */
    StoredRealm(UserStore store, HashLimit limit, ObjIntConsumer<String> spend) {
        this.store = store;
        this.limit = limit;
        this.spend = spend;
        this.iterations = new AtomicInteger(store.iterations());
    }

    @Override
    public Optional<Identity> authenticate(String name, String password) {
        Optional<Password> known = store.password(name);
        boolean right = matches(known.orElse(NOBODYS), password) && known.isPresent();
        return right ? Optional.of(new Identity(name, store.roles(name))) : Optional.empty();
    }

    private boolean matches(Password known, String given) {
        if (known.matchesAtOnce(given)) {
            return true;
        }
        int cost = iterations.accumulateAndGet(known.iterations(), Math::max);
        return cost > 0 && limit.run(() -> matchesIn(cost, known, given));
    }

    private boolean matchesIn(int iterations, Password known, String given) {
        boolean right = known instanceof HashedPassword hashed && hashed.matches(given);
        int left = iterations - known.iterations();
        if (!right && left > 0) {
            spend.accept(given, left);
        }
        return right;
    }

    @Override
    public Optional<Identity> find(String name) {
        return store.password(name).map(known -> new Identity(name, store.roles(name)));
    }

    @Override
    public Optional<String> password(String name) {
        return store.password(name)
                .filter(Password.Plain.class::isInstance)
                .map(plain -> ((Password.Plain) plain).text());
    }

    @Override
    public boolean knowsPasswords() {
        return store.keepsPlainPasswords();
    }

    @Override
    public void close() {
        // The store is its owner's.
    }
}
