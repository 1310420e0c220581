package dev.holdfast.server.realm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What is known of a user's password: itself, a hash of it, or that there is none. */
public sealed interface Password permits Password.Plain, Password.None, HashedPassword {
    /** Returns whether {@code given} is the password, in a time that does not depend on where it differs. */
    boolean matches(String given);

    /** Returns whether {@code given} is the password, as far as that can be told in a moment; false may mean that it cannot. */
    boolean matchesAtOnce(String given);

    /** Returns how many iterations of PBKDF2 {@link #matches} takes to say no, 0 or more. */
    int iterations();

    /**
     * Reads a password as it is written in files.
     *
     * @param text a hash as {@link HashedPassword#toString} writes it, {@code -} or nothing for none, or anything else, which is the password itself
     * @throws IllegalArgumentException if {@code text} begins as a hash and is none, or is a hash of another kind, such as <code>{SSHA}</code> or bcrypt's, for
     *     whoever has read it could log in with it; the message says why, and not what
     */
    static Password parse(String text) {
        if (text.startsWith(HashedPassword.PREFIX)) {
            return HashedPassword.parse(text);
        }
        ForeignHash.kind(text).ifPresent(kind -> {
            throw new IllegalArgumentException("looks like a hash of another kind, " + kind + "; legal are "
                    + HashedPassword.PREFIX
                    + "iterations:salt:hash, as holdfast hash-password prints it, -, or a password"
                    + " itself, which must be hashed if it begins like this one");
        });
        return text.isEmpty() || text.equals("-") ? new None() : new Plain(text);
    }

    /** No password: who is known by a certificate only. */
    record None() implements Password {
        @Override
        public boolean matches(String given) {
            return false;
        }

        @Override
        public boolean matchesAtOnce(String given) {
            return false;
        }

        @Override
        public int iterations() {
            return 0;
        }
    }

    /** A password itself, which DIGEST needs. */
    record Plain(String text) implements Password {
        @Override
        public boolean matches(String given) {
            return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean matchesAtOnce(String given) {
            return matches(given);
        }

        @Override
        public int iterations() {
            return 0;
        }

        /** Returns a text without the password. */
        @Override
        public String toString() {
            return "Plain[]";
        }
    }
}
