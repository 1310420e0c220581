package dev.holdfast.server.realm;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.util.LDAPSDKException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A directory on a free loopback port, in which nobody but {@code cn=server} may search: {@code uid=ada}, with the password {@code secret}, is a member
 * of {@code cn=admin}, {@code uid=bob}, with {@code hidden}, of nothing.
 */
public final class Directory implements AutoCloseable {
    /** Who may search. */
    public static final String BIND_DN = "cn=server";

    /** That one's password. */
    public static final String BIND_PASSWORD = "swordfish";

    static final String PEOPLE = "ou=people,dc=example,dc=com";
    static final String GROUPS = "ou=groups,dc=example,dc=com";

    private final Set<Long> bound = ConcurrentHashMap.newKeySet();
    private final InMemoryDirectoryServer server;

    private Directory(InMemoryListenerConfig listener) throws LDAPSDKException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setListenerConfigs(listener);
        config.addAdditionalBindCredentials(BIND_DN, BIND_PASSWORD);
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
                bound.add(request.getConnectionID());
            }
        });
        config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH);
        this.server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
        server.add("dn: " + GROUPS, "objectClass: organizationalUnit", "ou: groups");
        person("ada", "secret", "cn=ada");
        person("bob", "hidden", "cn=bob");
        server.add("dn: cn=admin," + GROUPS, "objectClass: groupOfNames", "cn: admin", "member: uid=ada," + PEOPLE);
        server.startListening();
    }

    /** Starts one that speaks {@code ldap:}. */
    public static Directory start() throws LDAPSDKException {
        return at(0);
    }

    static Directory at(int port) throws LDAPSDKException {
        return new Directory(new InMemoryListenerConfig("ldap", loopback(), port, null, null, null));
    }

    static Directory overTls(SSLContext tls) throws LDAPSDKException {
        return new Directory(
                new InMemoryListenerConfig("ldaps", loopback(), 0, tls.getServerSocketFactory(), null, null));
    }

    static Directory withStartTls(SSLContext tls) throws LDAPSDKException {
        return new Directory(new InMemoryListenerConfig("ldap", loopback(), 0, null, null, tls.getSocketFactory()));
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    void person(String uid, String password, String certificate) throws LDAPSDKException {
        server.add(
                "dn: uid=" + uid + "," + PEOPLE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: " + uid,
                "sn: " + uid,
                "userPassword: " + password,
                "seeAlso: " + certificate);
    }

    /** Returns the directory, to be changed or looked at. */
    InMemoryDirectoryServer server() {
        return server;
    }

    int port() {
        return server.getListenPort();
    }

    /** Returns a realm of it in which a user is known by name or by the subject of a certificate, and groups are roles. */
    public LdapSettings settings() {
        return settings(server("ldap", false).build());
    }

    static LdapSettings settings(LdapServer server) {
        return new LdapSettings(
                server,
                new LdapUsers.Search(PEOPLE, "(|(uid={0})(seeAlso={0}))"),
                new LdapRoles(GROUPS, LdapRoles.ROLE_SEARCH, LdapRoles.ROLE_NAME));
    }

    ServerSettings server(String scheme, boolean startTls) {
        return new ServerSettings(URI.create(scheme + "://localhost:" + port()), startTls);
    }

    /** How the tests speak to a directory, unless they say otherwise. */
    static final class ServerSettings {
        private final URI url;
        private final boolean startTls;
        private @Nullable Path trustStore;
        private String bindPassword = BIND_PASSWORD;
        private Duration readTimeout = Duration.ofSeconds(20);
        private int maxPoolSize = 2;

        ServerSettings(URI url, boolean startTls) {
            this.url = url;
            this.startTls = startTls;
        }

        ServerSettings trusting(Path store) {
            this.trustStore = store;
            return this;
        }

        ServerSettings bindPassword(String password) {
            this.bindPassword = password;
            return this;
        }

        ServerSettings readTimeout(Duration timeout) {
            this.readTimeout = timeout;
            return this;
        }

        ServerSettings maxPoolSize(int size) {
            this.maxPoolSize = size;
            return this;
        }

        LdapServer build() {
            return new LdapServer(
                    url,
                    startTls,
                    trustStore,
                    trustStore == null ? null : "changeit",
                    BIND_DN,
                    bindPassword,
                    Duration.ofSeconds(20),
                    readTimeout,
                    maxPoolSize);
        }
    }

    /** Returns how many connections somebody has tried to bind on. */
    int boundConnections() {
        return bound.size();
    }

    /** Stops listening, and cuts all connections. */
    public void stop() {
        server.shutDown(true);
    }

    @Override
    public void close() {
        stop();
    }
}
