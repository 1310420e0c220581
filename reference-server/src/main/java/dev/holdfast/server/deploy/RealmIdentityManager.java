package dev.holdfast.server.deploy;

import dev.holdfast.server.realm.Identity;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.realm.RealmUnavailableException;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a realm about those who want to log in to one application. Whoever has a session or a certificate is asked about once a minute, and stays logged in while the
 * realm cannot be asked.
 */
final class RealmIdentityManager implements IdentityManager {
    private final Realm realm;
    private final RecentIdentities recent;

    RealmIdentityManager(Realm realm, LongSupplier nanoTime) {
        this.realm = realm;
        this.recent = new RecentIdentities(nanoTime);
    }

    /** Of somebody who has logged in before, maybe to the last server: what is known of him now. */
    @Override
    public @Nullable Account verify(Account account) {
        return known(account.getPrincipal().getName())
                .map(identity -> new KnownAccount(account.getPrincipal(), identity.roles()))
                .orElse(null);
    }

    private Optional<Identity> known(String name) {
        return recent.fresh(name).or(() -> ask(name));
    }

    private Optional<Identity> ask(String name) {
        try {
            Optional<Identity> found = realm.find(name);
            found.ifPresentOrElse(recent::said, () -> recent.forget(name));
            return found;
        } catch (RealmUnavailableException unavailable) {
            Optional<Identity> last = recent.last(name);
            if (last.isEmpty()) {
                throw unavailable;
            }
            return last;
        }
    }

    @Override
    public @Nullable Account verify(String id, Credential credential) {
        Optional<Identity> identity = Optional.empty();
        if (credential instanceof PasswordCredential given) {
            identity = realm.authenticate(id, new String(given.getPassword()));
        } else if (credential instanceof DigestCredential digest) {
            identity = realm.password(id)
                    .filter(password -> digest.verifyHA1(ha1(id, password, digest)))
                    .flatMap(right -> realm.find(id));
        } else if (credential instanceof ExternalCredential) {
            // A front server's word, which counts only where its listener was told to take it.
            return account(known(id).or(() -> Optional.of(new Identity(id, Set.of()))));
        }
        identity.ifPresent(recent::said);
        return account(identity);
    }

    /** Knows a client by its certificate, whose chain the connector has verified: the user's name is the certificate's subject. */
    @Override
    public @Nullable Account verify(Credential credential) {
        // As other containers name it: with a space behind each comma.
        return credential instanceof X509CertificateCredential client
                ? account(
                        known(client.getCertificate().getSubjectX500Principal().toString()))
                : null;
    }

    private static @Nullable Account account(Optional<Identity> identity) {
        return identity.map(known -> new KnownAccount(new KnownName(known.name()), known.roles()))
                .orElse(null);
    }

    /** RFC 7616 section 3.4.2. */
    private static byte[] ha1(String id, String password, DigestCredential digest) {
        try {
            MessageDigest hash = digest.getAlgorithm().getMessageDigest();
            hash.update((id + ":" + digest.getRealm() + ":" + password).getBytes(StandardCharsets.UTF_8));
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
