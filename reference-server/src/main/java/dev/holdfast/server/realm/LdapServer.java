package dev.holdfast.server.realm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A directory, and how to speak to it.
 *
 * @param url {@code ldap://host:port} or {@code ldaps://host:port}; without a port 389 or 636
 * @param startTls whether a connection for {@code ldap:} changes to TLS before anything else
 * @param trustStore who may have signed the directory's certificate; null for whom the JVM trusts
 * @param trustStorePassword null for none
 * @param bindDn who searches; null for anonymous
 * @param bindPassword of that one, not empty; null where there is none
 * @param connectionTimeout for connecting, or for waiting for a connection of the pool; more than 0
 * @param readTimeout for the answer to each request, more than 0
 * @param maxPoolSize connections at most, for searching and for trying passwords each; 1 or more
 */
public record LdapServer(
        URI url,
        boolean startTls,
        @Nullable Path trustStore,
        @Nullable String trustStorePassword,
        @Nullable String bindDn,
        @Nullable String bindPassword,
        Duration connectionTimeout,
        Duration readTimeout,
        int maxPoolSize) {
    /** Tomcat's: 5 seconds for connecting, and as long for an answer. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Connections at most, unless it is said. */
    public static final int MAX_POOL_SIZE = 8;

    private static final int LDAP_PORT = 389;
    private static final int LDAPS_PORT = 636;

    /** Refuses what cannot be, naming it first. */
    public LdapServer {
        if (startTls && isTls(url)) {
            throw new IllegalArgumentException("startTls is true, but must be false where the url is ldaps:");
        }
        if (bindDn != null && !LdapSyntax.isDn(bindDn)) {
            throw new IllegalArgumentException("bindDn is \"" + bindDn + "\", but must be a distinguished name");
        }
        if (bindDn != null && bindPassword == null) {
            throw new IllegalArgumentException("bindDn is given, but must have a bindPassword");
        }
        if (bindDn == null && bindPassword != null) {
            throw new IllegalArgumentException("bindPassword is given, but must have a bindDn");
        }
        if (maxPoolSize < 1) {
            throw new IllegalArgumentException("maxPoolSize is " + maxPoolSize + ", but must be 1 or more");
        }
    }

    /** Returns whether a URL is one of a directory: a scheme, a host, maybe a port, and nothing else. */
    public static boolean isUrl(URI url) {
        boolean nothingElse = (url.getPath() == null || url.getPath().matches("/?"))
                && url.getQuery() == null
                && url.getUserInfo() == null
                && url.getFragment() == null;
        return url.getHost() != null && nothingElse && ("ldap".equals(url.getScheme()) || isTls(url));
    }

    private static boolean isTls(URI url) {
        return "ldaps".equals(url.getScheme());
    }

    boolean isTls() {
        return isTls(url);
    }

    String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        int standard = isTls() ? LDAPS_PORT : LDAP_PORT;
        return url.getPort() < 0 ? standard : url.getPort();
    }

    /** Returns a text without passwords. */
    @Override
    public String toString() {
        return "LdapServer[" + url + ", " + bindDn + "]";
    }
}
