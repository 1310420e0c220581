package dev.holdfast.server.realm;

import java.util.Optional;
import java.util.Set;

/** Where passwords and roles of users are kept. Thread-safe. */
public interface UserStore {
    /**
     * Returns what is known of a user's password, if there is such a user.
     *
     * @throws RealmUnavailableException if that cannot be said now
     */
    Optional<Password> password(String name);

    /**
     * Returns the roles of a user.
     *
     * @throws RealmUnavailableException if that cannot be said now
     */
    Set<String> roles(String name);

    /** Returns the iterations of PBKDF2 that a failed log-in costs at least, 0 or more, whoever it was for; more once a hash was seen that has more. */
    int iterations();

    /** Returns whether a password itself may be known, and not a hash of it only. */
    boolean keepsPlainPasswords();
}
