package dev.holdfast.server.realm;

import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Users of a directory, by LDAP (RFC 4511). A password is right if the directory lets its owner bind with it; nothing is remembered of it, so that a
 * changed password and a locked account count with the next log-in. An empty one is wrong without asking: directories take it for nobody's (RFC 4513
 * section 5.1.2).
 *
 * <p>It connects when somebody first wants to log in. While the directory cannot be reached, or refuses the server itself, log-ins end in a
 * {@link RealmUnavailableException}, and the log says why once a minute; one that cannot be reached is not asked again for a second. Referrals are not followed.
 */
public final class LdapRealm implements Realm {
    private static final Logger LOG = Logger.getLogger(LdapRealm.class);

    /** The result codes with which a directory refuses the one who binds; any other says something of the directory. */
    private static final Set<ResultCode> REFUSALS = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.UNWILLING_TO_PERFORM);

    /** Those with which nothing can be asked of it by anybody. */
    private static final Set<ResultCode> DOWN = Set.of(
            ResultCode.CONNECT_ERROR,
            ResultCode.SERVER_DOWN,
            ResultCode.TIMEOUT,
            ResultCode.BUSY,
            ResultCode.UNAVAILABLE);

    private static final int MAX_ROLES = 1000;
    private static final int ONE_AND_ANOTHER = 2;

    private final LdapSettings settings;
    private final LDAPConnectionPool searching;
    private final LDAPConnectionPool binding;
    private final Complaints unavailable = new Complaints(LOG);
    private final LookUps lookUps;
    private final Complaints ambiguous = new Complaints(LOG);

    /**
     * Connects to nothing yet.
     *
     * @throws IllegalArgumentException if the trust store cannot be used, in one line that begins with {@code trustStore}
     */
    public LdapRealm(LdapSettings settings) {
        this.settings = settings;
        this.lookUps = new LookUps(settings.server().url().toString(), unavailable);
        LdapConnections connections = new LdapConnections(settings.server());
        this.searching = connections.ofTheServer();
        this.binding = connections.ofUsers();
    }

    @Override
    public Optional<Identity> authenticate(String name, String password) {
        return password.isEmpty()
                ? Optional.empty()
                : asked(() -> {
                    Optional<String> dn = dn(name);
                    return dn.isPresent() && binds(dn.get(), password)
                            ? Optional.of(identity(dn.get(), name))
                            : Optional.empty();
                });
    }

    @Override
    public Optional<Identity> find(String name) {
        return asked(() -> {
            Optional<String> dn = dn(name);
            return dn.isPresent() && isThere(dn.get()) ? Optional.of(identity(dn.get(), name)) : Optional.empty();
        });
    }

    /** Returns nothing: a directory checks passwords, and does not tell them. */
    @Override
    public Optional<String> password(String name) {
        return Optional.empty();
    }

    @Override
    public boolean knowsPasswords() {
        return false;
    }

    @FunctionalInterface
    private interface Question {
        Optional<Identity> ask() throws LDAPException;
    }

    private Optional<Identity> asked(Question question) {
        return lookUps.ask(() -> answer(question));
    }

    private Optional<Identity> answer(Question question) {
        try {
            return question.ask();
        } catch (LDAPException e) {
            String reason = settings.server().url() + ": " + e.getResultCode() + ": " + e.getMessage();
            if (DOWN.contains(e.getResultCode())) {
                lookUps.isDown(reason);
            }
            unavailable.say(reason + "; log-ins are answered 503");
            throw new RealmUnavailableException(reason, e);
        }
    }

    private Optional<String> dn(String name) throws LDAPException {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return settings.users() instanceof LdapUsers.Search search
                ? search(search, name)
                : Optional.of(((LdapUsers.Pattern) settings.users()).dn(name));
    }

    /** What was searched is. */
    private boolean isThere(String dn) throws LDAPException {
        return settings.users() instanceof LdapUsers.Search
                || searching.getEntry(dn, SearchRequest.NO_ATTRIBUTES) != null;
    }

    private Optional<String> search(LdapUsers.Search search, String name) throws LDAPException {
        SearchRequest request =
                new SearchRequest(search.userBase(), SearchScope.SUB, search.filter(name), SearchRequest.NO_ATTRIBUTES);
        request.setSizeLimit(ONE_AND_ANOTHER);
        List<SearchResultEntry> found = found(request);
        if (found.size() > 1) {
            ambiguous.say(settings.server().url() + ": " + search.filter(name)
                    + " finds more than one entry, so that nobody can log in by this name");
        }
        return found.size() == 1 ? Optional.of(found.get(0).getDN()) : Optional.empty();
    }

    /** Returns what was found before the directory said that there is more than was wanted, too. */
    private List<SearchResultEntry> found(SearchRequest request) throws LDAPException {
        try {
            return searching.search(request).getSearchEntries();
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED) && e.getEntryCount() >= ONE_AND_ANOTHER) {
                return e.getSearchEntries();
            }
            throw e;
        }
    }

    private boolean binds(String dn, String password) throws LDAPException {
        try {
            binding.bind(new SimpleBindRequest(dn, password));
            return true;
        } catch (LDAPException e) {
            if (REFUSALS.contains(e.getResultCode())) {
                return false;
            }
            throw e;
        }
    }

    private Identity identity(String dn, String name) throws LDAPException {
        Set<String> names = new HashSet<>();
        LdapRoles roles = settings.roles();
        if (roles != null) {
            SearchRequest request =
                    new SearchRequest(roles.roleBase(), SearchScope.SUB, roles.filter(dn, name), roles.roleName());
            request.setSizeLimit(MAX_ROLES);
            for (SearchResultEntry role : searching.search(request).getSearchEntries()) {
                String[] values = role.getAttributeValues(roles.roleName());
                names.addAll(values == null ? List.of() : Arrays.asList(values));
            }
        }
        return new Identity(name, names);
    }

    @Override
    public void close() {
        searching.close();
        binding.close();
    }
}
