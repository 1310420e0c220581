package dev.holdfast.server.realm;

import java.util.Optional;

/**
 * Knows who may log in, and which roles they have. Thread-safe; every method may block, for a bounded time, and throw a
 * {@link RealmUnavailableException}.
 */
public interface Realm extends AutoCloseable {
    /** Returns a realm in which every log-in fails. */
    static Realm none() {
        return of(Users.none());
    }

    /** Returns a realm of users whose passwords, or hashes of them, are kept in {@code store}; closing it leaves the store alone. */
    static Realm of(UserStore store) {
        return new StoredRealm(store);
    }

    /** Returns the user {@code name}, if {@code password} is theirs. */
    Optional<Identity> authenticate(String name, String password);

    /** Returns the user {@code name}, who has proved otherwise who they are, such as by a certificate or earlier. */
    Optional<Identity> find(String name);

    /** Returns the password of the user {@code name}, which DIGEST needs, if it is known. */
    Optional<String> password(String name);

    /** Returns whether {@link #password} may ever have an answer; if not, an application that asks for DIGEST is not deployed. */
    boolean knowsPasswords();

    /** Closes connections. */
    @Override
    void close();
}
