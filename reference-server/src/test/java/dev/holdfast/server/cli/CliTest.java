package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class CliTest {
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rnu | holdfast: no command 'rnu'; there are run, bridge, demo, lint, advise, sweep, simulate, hash-password, generate-completion (see holdfast --help)",
                "run --htt 1 | holdfast run: Unknown option: '--htt'; did you mean --http or --https? (see holdfast run --help)",
                "run --set http.prot=1 | holdfast run: --set: unknown key http.prot; did you mean http.port? (see holdfast run --help)",
                "bridge | holdfast bridge: which back end? URIs here, members.NAME.uri in the settings, or --httpd FILE (see holdfast bridge --help)",
                "bridge --check ajp://127.0.0.1:1 | holdfast bridge: --workers, --define, --check and --strict go with --httpd only (see holdfast bridge --help)",
                "bridge --httpd pom.xml ajp://127.0.0.1:1 | holdfast bridge: --httpd says where to listen and what the back ends are, so --http and URIs do not go with it (see holdfast bridge --help)",
                "bridge --httpd pom.xml --set http.port=1 | holdfast bridge: --set: http.port comes from httpd's files where --httpd is given (see holdfast bridge --help)",
                "bridge --httpd pom.xml --set pool.max=1 | holdfast bridge: --set: pool.max comes from httpd's files where --httpd is given (see holdfast bridge --help)",
                "bridge --path /x ajp://127.0.0.1:1 | holdfast bridge: --path and --unsafe go with --compare only (see holdfast bridge --help)",
                "bridge --compare ajp://127.0.0.1:1 | holdfast bridge: --compare takes two back ends, ajp://HOST:PORT and http://HOST:PORT (see holdfast bridge --help)",
                "bridge --compare --http 0 ajp://127.0.0.1:1 http://127.0.0.1:1 | holdfast bridge: --compare listens nowhere, so --http, --admin, --front and --httpd with its own do not go with it (see holdfast bridge --help)",
                "bridge --mirror m.war ajp://127.0.0.1:1 | holdfast bridge: --mirror writes a file and ends, so --compare, --httpd and URIs do not go with it (see holdfast bridge --help)",
                "bridge a.b=ajp://127.0.0.1:1 | holdfast bridge: the name of a.b=ajp://127.0.0.1:1 is \"a.b\", but must be letters, digits, hyphens and underscores (see holdfast bridge --help)",
                "bridge --set members.a.lbfactor=1 | holdfast bridge: members.a has no uri, and there is no a=URI on the command line (see holdfast bridge --help)",
                "bridge --set members.a.factor=1 b=ajp://x | holdfast bridge: --set: unknown key members.a.factor; did you mean members.NAME.lbfactor? (see holdfast bridge --help)",
                "bridge --set members.b.route=a a=ajp://x b=ajp://y | holdfast bridge: --set: members.b.route: the route of b is a, and that of a too; a session would not say whose it is (see holdfast bridge --help)",
                "bridge --set members.a.redirect=c a=ajp://x b=ajp://y | holdfast bridge: --set: members.a.redirect is c, but that is no member's route, which are a, b (see holdfast bridge --help)",
                "bridge --front httpd ajp://127.0.0.1:1 | holdfast bridge: --front: front.model is \"httpd\", but must be native, prefork, worker or event (see holdfast bridge --help)",
                "bridge --front prefork --httpd pom.xml | holdfast bridge: --front: front.model is \"prefork\", but must be native, or httpd for the process model of the files, with --httpd (see holdfast bridge --help)",
                "bridge --front httpd --httpd pom.xml --set http.h2c=true | holdfast bridge: --set: http.h2c is a word of native, but front.model is httpd, and the files say it (see holdfast bridge --help)",
                "demo --bridge 65536 | holdfast demo: --bridge is \"65536\", but must be a port from 0 (any free one) to 65535 (see holdfast demo --help)",
                "demo --http x | holdfast demo: --http is \"x\", but must be a port from 0 (any free one) to 65535 (see holdfast demo --help)",
                "bridge --http x ajp://127.0.0.1:1 | holdfast bridge: --http: http.port is \"x\", but must be a port from 0 (any free one) to 65535 (see holdfast bridge --help)",
                "run --http 0 --set http.port=x | holdfast run: --set: http.port is \"x\", but must be a port from 0 (any free one) to 65535 (see holdfast run --help)",
                "run --set a\u001b[1m=1 | holdfast run: --set: unknown key a\\u001b[1m; did you mean ajp.mode? (see holdfast run --help)",
                "run --users pom.xml/ --config . | holdfast run: .: is a directory, but must be a properties file (see holdfast run --help)",
                "advise pom.xml --target p99=300 | holdfast advise: --target is \"p99=300\", but must be mean, p50, p95 or p99 with a duration of at most ten years (p99=300ms), or throughput with a rate (throughput=20/s) (see holdfast advise --help)",
                "advise --target p99=300ms | holdfast advise: either SCENARIO or --httpd must be given (see holdfast advise --help)",
                "advise none.yaml --target p99=300ms | holdfast advise: none.yaml: no such file (see holdfast advise --help)",
                "advise --httpd none.conf | holdfast advise: --access-log must be given with --httpd (see holdfast advise --help)",
                "advise --httpd none.conf --access-log none.log --users 0 | holdfast advise: --users is 0, but must be a number from 1 to 1000000 (see holdfast advise --help)",
                "advise --httpd none.conf --access-log none.log --users 1000001 | holdfast advise: --users is 1000001, but must be a number from 1 to 1000000 (see holdfast advise --help)",
                "sweep none.yaml front.keepAliveTimeout=5..x | holdfast sweep: \"front.keepAliveTimeout=5..x\" must be key=from..to with two numbers of at most nine digits, durations or rates (front.maxRequestWorkers=5..50, front.keepAliveTimeout=0s..15s), or key=a,b,c with at most 1000 values (see holdfast sweep --help)",
                "sweep none.yaml front.maxRequestWorkers=5..6 front.maxRequestWorkers=5..6 | holdfast sweep: the same key twice: front.maxRequestWorkers (see holdfast sweep --help)",
                "simulate | holdfast simulate: Missing required parameter: 'SCENARIO' (see holdfast simulate --help)",
                "simulate none.yaml | holdfast simulate: none.yaml: no such file (see holdfast simulate --help)",
                "simulate . | holdfast simulate: .: is a directory, but must be a YAML file (see holdfast simulate --help)",
                "sweep none.yaml front.maxRequestWorkers=6..5 --measure p99 | holdfast sweep: none.yaml: no such file (see holdfast sweep --help)",
                "simulate none.yaml --replications x | holdfast simulate: Invalid value for option '--replications': 'x' is not an int (see holdfast simulate --help)",
                "run --ajp off --users . | holdfast run: .: is a directory, but must be a properties file (see holdfast run --help)",
            })
    void wrongUsageIsOneLineAndExitCode2(String arguments, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().stripTrailing()).isEqualTo(line);
    }

    @Test
    void rangeThatIsNoneIsNotRepeatedInFull() {
        assertThat(run("sweep", "none.yaml", "front.maxRequestWorkers=" + "1,".repeat(1000) + "1"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("holdfast sweep: \"front.maxRequestWorkers=1,1,")
                .contains("1,...\" must be key=from..to with ", " with at most 1000 values (see")
                .hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sweep none.yaml front.maxRequestWorkers=5..6 --csv no/s.csv | holdfast sweep: --csv no/s.csv cannot be written: there is no directory ",
                "sweep none.yaml front.maxRequestWorkers=5..6 --svg . | holdfast sweep: --svg . cannot be written: it is a directory",
                "sweep none.yaml front.maxRequestWorkers=5..6 --png pom.xml/s.png | holdfast sweep: --png pom.xml/s.png cannot be written: there is no directory ",
                "advise --httpd none.conf --access-log none.log --save . | holdfast advise: --save . cannot be written: it is a directory",
            })
    void outputThatCannotBeWrittenIsFoundOutFirst(String arguments, String line) {
        // That of advise has 1 for an answer.
        assertThat(run(arguments.split(" "))).isEqualTo(arguments.startsWith("advise ") ? 2 : 1);
        assertThat(err.toString().lines()).singleElement().asString().startsWith(line);
    }

    @Test
    void aMirrorThatCannotBeWrittenIsSaidWithTheReason() {
        assertThat(run("bridge", "--mirror", "no/m.war")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("holdfast bridge: --mirror no/m.war cannot be written: there is no directory ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a b=hello.war", "//=hello.war", "/a=", "sp ace/my app.war"})
    void malformedApplicationIsWrongUsage(String application) {
        assertThat(run("run", application)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("holdfast run: ");
    }

    @Test
    void fileNameThatMakesNoContextPathIsNamedWithTheWayOut() {
        assertThat(run("run", "sp ace/my app.war")).isEqualTo(2);
        assertThat(err.toString()).contains("sp ace/my app.war: ", "use /context=sp ace/my app.war");
    }

    @Test
    void hostThatIsNoneIsSaidToBeNone() {
        assertThat(run("run", "--set", "http.address=no.such.invalid")).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("holdfast run: http: cannot listen on no.such.invalid: no such host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "run --help",
                "bridge --help",
                "demo --help",
                "lint --help",
                "advise --help",
                "sweep --help",
                "simulate --help",
                "hash-password --help"
            })
    void helpIsNoError(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void commandsAreKnownByTheirNames() {
        Cli.COMMANDS.forEach((name, command) ->
                assertThat(command.getAnnotation(Command.class).name()).isEqualTo(name));
    }

    @Test
    void commandThatIsAskedForIsMadeAlone() {
        assertThat(Cli.commandLine("run", "--help").getSubcommands()).containsOnlyKeys("run");
        for (String[] args : new String[][] {{}, {"--help"}, {"generate-completion"}, {"runn"}}) {
            assertThat(Cli.commandLine(args).getSubcommands()).containsOnlyKeys(Cli.COMMANDS.keySet());
        }
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("holdfast: which command?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "simulate | simulate: Invalid value for positional parameter at index 0 (SCENARIO): it is empty, but must be a path",
                "sweep | sweep: Invalid value for positional parameter at index 0 (SCENARIO): it is empty, but must be a path",
                "lint | lint: Unmatched argument at index 1: ''",
                "bridge --httpd | bridge: Invalid value for option '--httpd': it is empty, but must be a path",
                "run --config | run: Invalid value for option '--config': it is empty, but must be a path"
            })
    void anEmptyPathIsSaidToBeEmpty(String arguments, String line) {
        assertThat(run((arguments + " ").split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).startsWith("holdfast " + line + " (see");
    }

    /** Of lint and advise 1 is an answer; of the others it is what could not be done. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lint | httpd.conf | MaxKeepAliveRequests 1 | | 2",
                "lint | httpd.conf | Listen 80 | | 2",
                "simulate | s.yaml | {back: {maxThreads: 1}, service: {exp: 50ms}, users: {closed: 1, think: {exp: 1s}}, run: {duration: 10s}} | | 1",
                "sweep | s.yaml | {back: {maxThreads: 1}, service: {exp: 50ms}, users: {closed: 1, think: {exp: 1s}}, run: {duration: 10s}} | back.maxThreads=1..2 | 1",
                "advise | s.yaml | {back: {maxThreads: 1}, service: {exp: 50ms}, users: {closed: 1, think: {exp: 1s}}, run: {duration: 10s}} | --target=mean=1s | 2"
            })
    void lostOutputIsNoAnswer(
            String command, String name, String text, @Nullable String more, int code, @TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve(name), text + "\n");
        List<String> arguments = new ArrayList<>(List.of(command, file.toString()));
        if (more != null) {
            arguments.add(more);
        }
        assertThat(Cli.run(withoutRoom(Cli.commandLine(command)), arguments.toArray(String[]::new)))
                .isEqualTo(code);
        assertThat(err.toString().strip()).isEqualTo("holdfast: the output could not be written");
    }

    @Test
    void lostOutputIsFailure() {
        CommandLine commandLine = withoutRoom(Cli.commandLine());
        assertThat(Cli.run(commandLine, "--version")).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("holdfast: the output could not be written");
    }

    /** As of a disk that is full. */
    private CommandLine withoutRoom(CommandLine commandLine) {
        commandLine.setOut(new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        }));
        return commandLine.setErr(new PrintWriter(err, true));
    }

    private int run(String... arguments) {
        CommandLine commandLine = Cli.commandLine();
        commandLine.setOut(new PrintWriter(new StringWriter()));
        commandLine.setErr(new PrintWriter(err, true));
        return Cli.run(commandLine, arguments);
    }
}
