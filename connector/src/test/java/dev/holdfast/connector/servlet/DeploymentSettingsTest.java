package dev.holdfast.connector.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.servlet.DeploymentSettings.Built;
import dev.holdfast.connector.servlet.DeploymentSettings.Source;
import io.undertow.server.handlers.ResponseCodeHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a deployment, its process and its environment say of the connector. */
final class DeploymentSettingsTest {
    private final Map<String, String> contextParams = new HashMap<>();
    private final Map<String, String> systemProperties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void thereIsNoConnectorWhereNoPortIsGiven() {
        contextParams.put("holdfast.keepAliveTimeout", "5s");
        systemProperties.put("holdfast.workerModel", "not looked at");
        assertThat(build()).isEmpty();
    }

    @Test
    void aPortAloneIsEnough() {
        environment.put("HOLDFAST_PORT", "0");
        assertThat(build()).get().extracting(Built::drainTimeout).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aContextParamWinsOverASystemPropertyAndThatOverTheEnvironment() {
        systemProperties.put("holdfast.port", "0");
        environment.put("HOLDFAST_DRAINTIMEOUT", "3s");
        assertThat(drainTimeout()).isEqualTo(Duration.ofSeconds(3));
        systemProperties.put("holdfast.drainTimeout", "2s");
        assertThat(drainTimeout()).isEqualTo(Duration.ofSeconds(2));
        contextParams.put("holdfast.drainTimeout", "1s");
        assertThat(drainTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anUnknownContextParamIsRefusedEvenWhereThereIsNoConnector() {
        contextParams.put("holdfast.keepaliveTimeout", "5s");
        contextParams.put("somebody.elses", "x");
        assertThatThrownBy(this::build)
                .hasMessageStartingWith("unknown context-param holdfast.keepaliveTimeout; the legal ones are "
                        + "holdfast.address, holdfast.port, ")
                .hasMessageContaining("holdfast.keepAliveTimeout")
                .hasMessageNotContaining("somebody");
    }

    @Test
    void aValueThatCannotBeReadNamesItsPlaceAndWhatIsLegal() {
        contextParams.put("holdfast.port", "http");
        assertThatThrownBy(this::build)
                .hasMessage(
                        "context-param holdfast.port is \"http\", but must be a port from 0 (any free one) to 65535");
        contextParams.put("holdfast.port", "0");
        environment.put("HOLDFAST_KEEPALIVETIMEOUT", "5");
        assertThatThrownBy(this::build)
                .hasMessage("environment variable HOLDFAST_KEEPALIVETIMEOUT is \"5\", but must be a duration such as "
                        + "1500ms, 5s, 2m or PT5S");
    }

    @Test
    void aValueOutOfItsRangeNamesItsPlaceToo() {
        contextParams.put("holdfast.port", "0");
        systemProperties.put("holdfast.maxKeepAliveRequests", "0");
        assertThatThrownBy(this::build)
                .hasMessageStartingWith("system property holdfast.maxKeepAliveRequests is 0, but must be ");
        systemProperties.put("holdfast.maxKeepAliveRequests", "-1");
        contextParams.put("holdfast.acceptCount", "0");
        assertThatThrownBy(this::build).hasMessage("context-param holdfast.acceptCount is 0, but must be 1 or more");
    }

    /** For every setting a text that no kind of value has, so that none takes what it is given unread. */
    @Test
    void everySettingReadsItsValue() {
        contextParams.put("holdfast.port", "0");
        for (Setting<?> setting : Setting.ALL) {
            String before = contextParams.put(setting.toString(), setting.name().equals("address") ? "" : "(");
            assertThatThrownBy(this::build)
                    .hasMessageStartingWith("context-param " + setting + " is \"")
                    .hasMessageEndingWith("but must be " + setting.values().legal());
            contextParams.remove(setting.toString());
            if (before != null) {
                contextParams.put(setting.toString(), before);
            }
        }
    }

    @Test
    void theSettingsAreThoseOfTheSettingsPage() throws IOException {
        List<String> onThePage = Pattern.compile("(?m)^\\| `http\\.(\\w+)`")
                .matcher(Files.readString(Path.of("..", "docs", "settings.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(Setting.ALL).extracting(Setting::name).containsExactlyInAnyOrderElementsOf(onThePage);
    }

    private Duration drainTimeout() {
        return build().orElseThrow().drainTimeout();
    }

    private Optional<Built> build() {
        DeploymentSettings settings = new DeploymentSettings(
                contextParams.keySet(),
                List.of(
                        new Source("context-param", Setting::toString, contextParams::get),
                        new Source("system property", Setting::toString, systemProperties::get),
                        new Source("environment variable", Setting::variable, environment::get)));
        return settings.build(ResponseCodeHandler.HANDLE_200, null);
    }
}
