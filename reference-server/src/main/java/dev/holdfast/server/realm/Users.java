package dev.holdfast.server.realm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Users that the server keeps itself. Without users every log-in fails.
 *
 * @param byName the users by their names, which are compared exactly
 */
public record Users(Map<String, User> byName) implements UserStore {
    /** Copies the map. */
    public Users {
        byName = Map.copyOf(byName);
    }

    /** Returns the empty set of users. */
    public static Users none() {
        return new Users(Map.of());
    }

    /**
     * One user.
     *
     * @param password itself, or a hash of it, with which the user cannot log in by DIGEST
     * @param roles the roles the user has in every application
     */
    public record User(Password password, Set<String> roles) {
        /** Copies the roles. */
        public User {
            roles = Set.copyOf(roles);
        }

        /** A user whose password is known. */
        public User(String password, Set<String> roles) {
            this(new Password.Plain(password), roles);
        }

        /** Returns a text without the password. */
        @Override
        public String toString() {
            return "User[roles=" + roles + "]";
        }
    }

    @Override
    public Optional<Password> password(String name) {
        return Optional.ofNullable(byName.get(name)).map(User::password);
    }

    @Override
    public Set<String> roles(String name) {
        User user = byName.get(name);
        return user == null ? Set.of() : user.roles();
    }

    /** Returns the most that any hash among them has. */
    @Override
    public int iterations() {
        return byName.values().stream()
                .mapToInt(user -> user.password().iterations())
                .max()
                .orElse(0);
    }

    /** Returns true without users too: then nobody can log in by any method. */
    @Override
    public boolean keepsPlainPasswords() {
        return byName.isEmpty() || byName.values().stream().anyMatch(user -> user.password() instanceof Password.Plain);
    }
}
