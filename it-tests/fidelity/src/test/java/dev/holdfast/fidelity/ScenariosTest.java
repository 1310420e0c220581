package dev.holdfast.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ScenariosTest {
    private static List<String> names() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyScenarioCanBeRunByHttpd(String name) throws Exception {
        Scenario scenario = Scenarios.read(name);
        List<Integer> backs = List.of(8009, 8010).subList(0, scenario.back().members());
        assertThat(HttpdFiles.of(scenario, Path.of("/run"), Path.of("/modules"), 80, backs))
                .contains("\nListen 127.0.0.1:80\n", "\nLoadModule mpm_", "\nMaxConnectionsPerChild ")
                .containsAnyOf("\nProxyPass / ", "\nJkMount /* back\n");
    }

    @Test
    void theShortOnesAreThere() {
        assertThat(Scenarios.all()).containsAll(Scenarios.SHORT);
    }
}
