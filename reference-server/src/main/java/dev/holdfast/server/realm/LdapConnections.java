package dev.holdfast.server.realm;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Pools of connections to one directory, each of which connects when somebody first asks it something. */
final class LdapConnections {
    private static final Logger LOG = Logger.getLogger(LdapConnections.class);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private final LdapServer server;
    private final SSLContext tls;

    LdapConnections(LdapServer server) {
        this.server = server;
        this.tls = tls(server.trustStore(), server.trustStorePassword());
        if (!server.isTls() && !server.startTls() && !LOOPBACK.contains(server.host())) {
            LOG.warnf("%s: passwords travel unencrypted; use ldaps: or startTls", server.url());
        }
    }

    /** Returns connections that the server itself is bound on, or nobody. */
    LDAPConnectionPool ofTheServer() {
        return pool(
                server.bindDn() == null ? null : new SimpleBindRequest(server.bindDn(), server.bindPassword()),
                OperationType.SEARCH);
    }

    /** Returns connections on which one user after the other binds, and nothing else happens. */
    LDAPConnectionPool ofUsers() {
        return pool(null, OperationType.BIND);
    }

    private LDAPConnectionPool pool(@Nullable BindRequest bind, OperationType operation) {
        PostConnectProcessor startTls = server.startTls() ? new StartTLSPostConnectProcessor(tls) : null;
        try {
            LDAPConnectionPool pool = new LDAPConnectionPool(servers(), bind, 0, server.maxPoolSize(), startTls, false);
            pool.setCreateIfNecessary(false);
            pool.setMaxWaitTimeMillis(millis(server.connectionTimeout()));
            // What the directory closed while nobody asked it anything is noticed by the one who asks next.
            pool.setRetryFailedOperationsDueToInvalidConnections(Set.of(operation));
            return pool;
        } catch (LDAPException e) {
            throw new IllegalStateException("a pool without connections", e);
        }
    }

    private SingleServerSet servers() {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(
                Math.toIntExact(server.connectionTimeout().toMillis()));
        options.setResponseTimeoutMillis(millis(server.readTimeout()));
        options.setUseSynchronousMode(true);
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        return server.isTls()
                ? new SingleServerSet(server.host(), server.port(), tls.getSocketFactory(), options)
                : new SingleServerSet(server.host(), server.port(), options);
    }

    /** Never 0, which would be for ever. */
    private static int millis(Duration timeout) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
    }

    private static SSLContext tls(@Nullable Path trustStore, @Nullable String password) {
        try {
            if (trustStore == null) {
                return SSLContext.getDefault();
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(KeyStore.getInstance(trustStore.toFile(), password == null ? null : password.toCharArray()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("trustStore " + trustStore + " cannot be used: " + e.getMessage(), e);
        }
    }
}
