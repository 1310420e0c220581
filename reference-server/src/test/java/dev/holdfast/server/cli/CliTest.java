package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CliTest {
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rnu | holdfast: no command 'rnu'; there are run, bridge, demo, generate-completion (see holdfast --help)",
                "run --htt 1 | holdfast run: Unknown option: '--htt'; did you mean --http? (see holdfast run --help)",
                "run --set http.prot=1 | holdfast run: --set: unknown key http.prot; did you mean http.port? (see holdfast run --help)",
                "bridge | holdfast bridge: Missing required parameter: 'ajp://HOST:PORT' (see holdfast bridge --help)",
                "demo --bridge 65536 | holdfast demo: --bridge: port is 65536, but must be 0 to 65535 (see holdfast demo --help)",
            })
    void wrongUsageIsOneLineAndExitCode2(String arguments, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().stripTrailing()).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "run --help", "bridge --help", "demo --help"})
    void helpIsNoError(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("holdfast: which command?");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Cli.commandLine();
        commandLine.setOut(new PrintWriter(new StringWriter()));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
