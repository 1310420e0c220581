package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.server.HttpSettings;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** What {@code docs/settings.md} and {@code holdfast run --help} say of the keys is what the code does. */
final class SettingsPageTest {
    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    /** Defaults that no value stands for. */
    private static final Map<Key, String> WORDS = Map.ofEntries(
            Map.entry(Key.HTTP_KEEP_ALIVE_TIMEOUT, "connectionTimeout"),
            Map.entry(Key.HTTP_BODY_READ_TIMEOUT, "connectionTimeout"),
            Map.entry(Key.HTTP_RESTRICTED_USER_AGENTS, "none"),
            Map.entry(Key.HTTPS_ADDRESS, "http.address"),
            Map.entry(Key.HTTPS_CERTIFICATE_FILE, "none"),
            Map.entry(Key.HTTPS_CERTIFICATE_KEY_FILE, "none"),
            Map.entry(Key.HTTPS_KEY_STORE, "none"),
            Map.entry(Key.HTTPS_KEY_STORE_PASSWORD, "none"),
            Map.entry(Key.HTTPS_KEY_ALIAS, "none"),
            Map.entry(Key.HTTPS_CIPHER_SUITES, "JDK's"),
            Map.entry(Key.HTTPS_TRUST_STORE, "none"),
            Map.entry(Key.HTTPS_TRUST_STORE_PASSWORD, "none"),
            Map.entry(Key.AJP_KEEP_ALIVE_TIMEOUT, "connectionTimeout"),
            Map.entry(Key.AJP_SECRET, "none"),
            Map.entry(Key.SESSIONS_JVM_ROUTE, "none"),
            Map.entry(Key.AJP_ALLOWED_REQUEST_ATTRIBUTES_PATTERN, "none"),
            Map.entry(Key.REALM_LDAP_TRUST_STORE, "none"),
            Map.entry(Key.REALM_LDAP_TRUST_STORE_PASSWORD, "none"),
            Map.entry(Key.REALM_LDAP_BIND_DN, "none"),
            Map.entry(Key.REALM_LDAP_BIND_PASSWORD, "none"),
            Map.entry(Key.REALM_LDAP_USER_PATTERN, "none"),
            Map.entry(Key.REALM_LDAP_USER_BASE, "none"),
            Map.entry(Key.REALM_LDAP_ROLE_BASE, "none"),
            Map.entry(Key.REALM_JDBC_PRINCIPAL_QUERY, "none"),
            Map.entry(Key.REALM_JDBC_ROLES_QUERY, "none"));

    private record Row(String whenAbsent, String legal) {}

    @BeforeAll
    static void readTheTable() throws IOException {
        for (String line : Files.readAllLines(Path.of("..", "docs", "settings.md"))) {
            if (line.startsWith("| `")) {
                String[] cells = line.replace("`", "").split("\\|", -1);
                ROWS.put(cells[1].strip(), new Row(cells[2].strip(), cells[3].strip()));
            }
        }
    }

    @Test
    void everyKeyHasARowAndEveryRowAKey() {
        assertThat(ROWS.keySet())
                .containsExactlyElementsOf(
                        Arrays.stream(Key.values()).map(Key::toString).toList());
    }

    @ParameterizedTest
    @EnumSource
    void defaultIsWhatAppliesWhenNothingIsGiven(Key key) throws Exception {
        String whenAbsent = whenAbsent(key);
        if (WORDS.containsKey(key)) {
            assertThat(whenAbsent).isEqualTo(WORDS.get(key));
        } else {
            assertThat(settings(key + "=" + whenAbsent)).isEqualTo(settings());
        }
    }

    @Test
    void bridgeHasSomeOtherDefaults() {
        assertThat(row(Key.HTTP_PORT).whenAbsent())
                .isEqualTo(HttpSettings.DEFAULTS.port() + " (bridge: " + BridgeCommand.HTTP.port() + ")");
        assertThat(row(Key.HTTP_MAX_KEEP_ALIVE_REQUESTS).whenAbsent())
                .isEqualTo(HttpSettings.DEFAULTS.connection().keepAlive().maxKeepAliveRequests() + " (bridge: "
                        + BridgeCommand.HTTP.connection().keepAlive().maxKeepAliveRequests() + ")");
    }

    @ParameterizedTest
    @EnumSource
    void legalValuesAreThoseThatAnIllegalOneIsAnsweredWith(Key key) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> settings(key + "=" + illegal(key)));
        assertThat(String.valueOf(refusal.getMessage()).replace(" of 8190 bytes", ""))
                .startsWith("--set: " + key + " is ")
                .endsWith(", but must be " + row(key).legal());
    }

    @ParameterizedTest
    @EnumSource
    void helpTellsTheSameDefault(Key key) {
        String whenAbsent = WORDS.containsKey(key) ? "(" + WORDS.get(key) + ")" : whenAbsent(key);
        String help = new CommandLine(new RunCommand()).getUsageMessage();
        assertThat(help.split("\\s+")).contains(key + "=" + whenAbsent);
    }

    private static Row row(Key key) {
        return Objects.requireNonNull(ROWS.get(key.toString()), key::toString);
    }

    private static String whenAbsent(Key key) {
        return row(key).whenAbsent().replaceAll(" .*", "");
    }

    private static String illegal(Key key) {
        return switch (key) {
            case HTTP_CONNECTION_TIMEOUT,
                    HTTP_KEEP_ALIVE_TIMEOUT,
                    HTTP_BODY_READ_TIMEOUT,
                    HTTP_WRITE_TIMEOUT,
                    HTTP_LINGER_TIMEOUT,
                    HTTP_MIN_KEEP_ALIVE_TIMEOUT,
                    HTTP_MAX_CONNECTION_AGE,
                    AJP_CONNECTION_TIMEOUT,
                    AJP_KEEP_ALIVE_TIMEOUT,
                    AJP_READ_TIMEOUT,
                    AJP_WRITE_TIMEOUT,
                    AJP_LINGER_TIMEOUT -> "PT-2S";
            case HTTP_DRAIN_TIMEOUT -> "soon";
            case HTTP_SETUP_COST -> "11s";
            case HTTP_RESTRICTED_USER_AGENTS, AJP_ALLOWED_REQUEST_ATTRIBUTES_PATTERN -> "(";
            case HTTP_ADDRESS,
                    HTTPS_ADDRESS,
                    HTTPS_KEY_STORE_PASSWORD,
                    HTTPS_KEY_ALIAS,
                    HTTPS_TRUST_STORE_PASSWORD,
                    AJP_ADDRESS,
                    AJP_SECRET,
                    ADMIN_ADDRESS,
                    SESSIONS_DIRECTORY,
                    SESSIONS_JVM_ROUTE,
                    REALM_LDAP_TRUST_STORE_PASSWORD,
                    REALM_LDAP_BIND_PASSWORD,
                    REALM_LDAP_ROLE_NAME -> "";
            default -> "-2";
        };
    }

    private static List<Object> settings(String... sets) throws Exception {
        Configuration configuration =
                Configuration.read(EnumSet.allOf(Key.class), null, Map.of(), List.of(sets), Map.of());
        RealmConfiguration realms = new RealmConfiguration(configuration);
        return List.of(
                configuration.http(HttpSettings.DEFAULTS),
                new HttpsConfiguration(configuration).https(HttpSettings.DEFAULTS.address()),
                configuration.drainTimeout(),
                configuration.ajp(),
                configuration.admin(),
                configuration.deploymentsDirectory(),
                configuration.deploymentsScanInterval(),
                configuration.deploymentTimeout(),
                configuration.sessionsDirectory(),
                configuration.sessionCookieSameSite(),
                configuration.jvmRoute(),
                configuration.securityHeaders(),
                realms.ldap(),
                realms.jdbc());
    }
}
