package dev.holdfast.server.deploy;

import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.DigestCredential;
import io.undertow.security.idm.ExternalCredential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import io.undertow.security.idm.X509CertificateCredential;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in to the applications of a server. Without users every log-in fails.
 *
 * @param byName the users by their names, which are compared exactly
 */
public record Users(Map<String, User> byName) implements IdentityManager {
    private static final String NOBODY = "\0";

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

    /** Of somebody who has logged in before, maybe to the last server: what is known of him now. */
    @Override
    public @Nullable Account verify(Account account) {
        String name = account.getPrincipal().getName();
        User user = byName.get(name);
        return user == null ? null : new KnownAccount(account.getPrincipal(), user.roles());
    }

    /** Takes the word of a front server for it that somebody is who they say. */
    @Override
    public @Nullable Account verify(String id, Credential credential) {
        User user = byName.get(id);
        if (credential instanceof ExternalCredential) {
            return new KnownAccount(new KnownName(id), user == null ? Set.of() : user.roles());
        }
        if (user == null) {
            takeAsLong(credential);
            return null;
        }
        return matches(id, user, credential) ? new KnownAccount(new KnownName(id), user.roles()) : null;
    }

    /** As the hash of a user's password does, so that the time does not tell who is a user and who is not. */
    private void takeAsLong(Credential credential) {
        if (credential instanceof PasswordCredential given) {
            byName.values().stream()
                    .map(User::password)
                    .filter(HashedPassword.class::isInstance)
                    .findFirst()
                    .ifPresent(hashed -> hashed.matches(NOBODY + new String(given.getPassword())));
        }
    }

    /** Knows a client by its certificate, whose chain the connector has verified: the user's name is the certificate's subject. */
    @Override
    public @Nullable Account verify(Credential credential) {
        if (!(credential instanceof X509CertificateCredential client)) {
            return null;
        }
        // As other containers name it: with a space behind each comma.
        String subject = client.getCertificate().getSubjectX500Principal().toString();
        User user = byName.get(subject);
        return user == null ? null : new KnownAccount(new KnownName(subject), user.roles());
    }

    private static boolean matches(String id, User user, Credential credential) {
        if (credential instanceof PasswordCredential given) {
            return user.password().matches(new String(given.getPassword()));
        }
        return credential instanceof DigestCredential digest
                && user.password() instanceof Password.Plain plain
                && digest.verifyHA1(ha1(id, plain, digest));
    }

    /** RFC 7616 section 3.4.2. */
    private static byte[] ha1(String id, Password.Plain password, DigestCredential digest) {
        try {
            MessageDigest hash = digest.getAlgorithm().getMessageDigest();
            hash.update((id + ":" + digest.getRealm() + ":" + password.text()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash.digest()).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private record KnownName(String name) implements Principal, Serializable {
        @Override
        public String getName() {
            return name;
        }
    }

    /** Serialisable, so that who has logged in is still known when sessions were saved and are read again. */
    private record KnownAccount(Principal principal, Set<String> roles) implements Account, Serializable {
        @Override
        public Principal getPrincipal() {
            return principal;
        }

        @Override
        public Set<String> getRoles() {
            return roles;
        }
    }
}
