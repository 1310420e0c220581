package dev.holdfast.server.deploy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What is known of a user's password: itself, or a hash of it. */
public sealed interface Password permits Password.Plain, HashedPassword {
    /** Returns whether {@code given} is the password, in a time that does not depend on where it differs. */
    boolean matches(String given);

    /**
     * Reads a password as it is written in files.
     *
     * @param text a hash as {@link HashedPassword#toString} writes it, or anything else, which is the password itself
     * @throws IllegalArgumentException if {@code text} begins as a hash and is none; the message says why, and not what
     */
    static Password parse(String text) {
        return text.startsWith(HashedPassword.PREFIX) ? HashedPassword.parse(text) : new Plain(text);
    }

    /** A password itself, which DIGEST needs. */
    record Plain(String text) implements Password {
        @Override
        public boolean matches(String given) {
            return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
        }

        /** Returns a text without the password. */
        @Override
        public String toString() {
            return "Plain[]";
        }
    }
}
