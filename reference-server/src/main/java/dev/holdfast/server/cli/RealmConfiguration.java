package dev.holdfast.server.cli;

import dev.holdfast.server.naming.DataSourceSettings;
import dev.holdfast.server.realm.JdbcSettings;
import dev.holdfast.server.realm.LdapRoles;
import dev.holdfast.server.realm.LdapServer;
import dev.holdfast.server.realm.LdapSettings;
import dev.holdfast.server.realm.LdapUsers;
import dev.holdfast.settings.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of realms, of which each is checked even where its realm is not used. */
final class RealmConfiguration {
    private static final String LDAP = "realm.ldap";
    private static final String OFF = "off";
    private static final String TIMEOUTS = "500ms or 5s";
    private static final String QUERY = "a query with one ? in it, which stands for the user's name";

    /** Stands for the directory that there is none of, while what else was given is checked. */
    private static final URI NOWHERE = URI.create("ldap://localhost");

    private final Configuration configuration;

    RealmConfiguration(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Returns the realm in a directory, or nothing if {@code realm.ldap.url} is {@code off}. */
    Optional<LdapSettings> ldap() throws ConfigurationException {
        if (!configuration.isAnyGiven(LDAP + ".")) {
            return Optional.empty();
        }
        Optional<URI> url = configuration.value(
                Key.REALM_LDAP_URL,
                Optional.<URI>empty(),
                "ldap:// or ldaps:// and a host, or " + OFF,
                text -> text.equals(OFF) ? Optional.of(Optional.empty()) : url(text));
        LdapServer server = server(url.orElse(NOWHERE));
        LdapUsers users = users();
        LdapRoles roles = roles();
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (users == null) {
            throw refusal(
                    Key.REALM_LDAP_URL,
                    " is given, but must have a " + Key.REALM_LDAP_USER_BASE + " or a " + Key.REALM_LDAP_USER_PATTERN);
        }
        return Optional.of(new LdapSettings(server, users, roles));
    }

    private static Optional<Optional<URI>> url(String text) {
        try {
            URI url = new URI(text);
            return LdapServer.isUrl(url) ? Optional.of(Optional.of(url)) : Optional.empty();
        } catch (URISyntaxException noUrl) {
            return Optional.empty();
        }
    }

    private LdapServer server(URI url) throws ConfigurationException {
        boolean startTls = configuration.trueOrFalse(Key.REALM_LDAP_START_TLS, false);
        Path trustStore = configuration
                .value(
                        Key.REALM_LDAP_TRUST_STORE,
                        Optional.<Path>empty(),
                        "a file that is there",
                        text -> Configuration.path(text, Files::isRegularFile))
                .orElse(null);
        String trustStorePassword = given(Key.REALM_LDAP_TRUST_STORE_PASSWORD);
        String bindDn = given(Key.REALM_LDAP_BIND_DN);
        String bindPassword = given(Key.REALM_LDAP_BIND_PASSWORD);
        Duration connectionTimeout = timeout(Key.REALM_LDAP_CONNECTION_TIMEOUT);
        Duration readTimeout = timeout(Key.REALM_LDAP_READ_TIMEOUT);
        int maxPoolSize = configuration.integer(Key.REALM_LDAP_MAX_POOL_SIZE, LdapServer.MAX_POOL_SIZE);
        return configuration.located(
                LDAP,
                () -> new LdapServer(
                        url,
                        startTls,
                        trustStore,
                        trustStorePassword,
                        bindDn,
                        bindPassword,
                        connectionTimeout,
                        readTimeout,
                        maxPoolSize));
    }

    private Duration timeout(Key key) throws ConfigurationException {
        return configuration.moreThanZero(key.toString(), LdapServer.TIMEOUT, TIMEOUTS);
    }

    private @Nullable String given(Key key) throws ConfigurationException {
        return configuration.optional(key.toString()).orElse(null);
    }

    private @Nullable LdapUsers users() throws ConfigurationException {
        String pattern = given(Key.REALM_LDAP_USER_PATTERN);
        String base = given(Key.REALM_LDAP_USER_BASE);
        String search = configuration.text(Key.REALM_LDAP_USER_SEARCH, LdapUsers.USER_SEARCH);
        LdapUsers byPattern =
                pattern == null ? null : configuration.<LdapUsers>located(LDAP, () -> new LdapUsers.Pattern(pattern));
        LdapUsers bySearch =
                configuration.<LdapUsers>located(LDAP, () -> new LdapUsers.Search(base == null ? "" : base, search));
        if (pattern != null && base != null) {
            throw refusal(
                    Key.REALM_LDAP_USER_PATTERN,
                    " is given, but must not be beside " + Key.REALM_LDAP_USER_BASE
                            + ": either names the entry of a user");
        }
        return base == null ? byPattern : bySearch;
    }

    private @Nullable LdapRoles roles() throws ConfigurationException {
        String base = given(Key.REALM_LDAP_ROLE_BASE);
        String search = configuration.text(Key.REALM_LDAP_ROLE_SEARCH, LdapRoles.ROLE_SEARCH);
        String name = configuration.text(Key.REALM_LDAP_ROLE_NAME, LdapRoles.ROLE_NAME);
        LdapRoles roles = configuration.located(LDAP, () -> new LdapRoles(base == null ? "" : base, search, name));
        return base == null ? null : roles;
    }

    /** Returns the realm in a database, or nothing if {@code realm.jdbc.dataSource} is {@code off}. */
    Optional<JdbcSettings> jdbc() throws ConfigurationException {
        Set<String> dataSources = configuration.dataSources().stream()
                .map(DataSourceSettings::name)
                .collect(Collectors.toSet());
        String dataSource = configuration.value(
                Key.REALM_JDBC_DATA_SOURCE,
                OFF,
                "the name of a data source, or " + OFF,
                text -> Optional.of(text).filter(name -> name.equals(OFF) || dataSources.contains(name)));
        Optional<String> principalQuery = query(Key.REALM_JDBC_PRINCIPAL_QUERY);
        Optional<String> rolesQuery = query(Key.REALM_JDBC_ROLES_QUERY);
        if (dataSource.equals(OFF)) {
            return Optional.empty();
        }
        if (principalQuery.isEmpty() || rolesQuery.isEmpty()) {
            throw refusal(
                    Key.REALM_JDBC_DATA_SOURCE,
                    " is given, but must have a " + Key.REALM_JDBC_PRINCIPAL_QUERY + " and a "
                            + Key.REALM_JDBC_ROLES_QUERY);
        }
        return Optional.of(new JdbcSettings(dataSource, principalQuery.get(), rolesQuery.get()));
    }

    private ConfigurationException refusal(Key key, String why) {
        return new ConfigurationException(configuration.place(key.toString()) + ": " + key + why);
    }

    private Optional<String> query(Key key) throws ConfigurationException {
        return configuration.value(
                key,
                Optional.<String>empty(),
                QUERY,
                text -> JdbcSettings.isQuery(text) ? Optional.of(Optional.of(text)) : Optional.empty());
    }
}
