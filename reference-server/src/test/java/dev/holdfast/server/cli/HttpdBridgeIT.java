package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpdBridgeIT {
    @ParameterizedTest
    @ValueSource(strings = {"native", "httpd"})
    void aPortThatIsTakenIsSaidWithItsDirective(String front, @TempDir Path directory) throws Exception {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Cli.commandLine("bridge")
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true));
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String lines = """
                    LoadModule mpm_event_module e.so
                    LoadModule proxy_module p.so
                    Listen 127.0.0.1:%d
                    Listen 127.0.0.1:%d
                    ProxyPass / http://127.0.0.1:1/
                    """.formatted(free, taken.getLocalPort());
            Path file = Files.writeString(directory.resolve("httpd.conf"), lines);
            assertThat(Cli.run(commandLine, "bridge", "--front", front, "--httpd", file.toString()))
                    .isEqualTo(1);
            assertThat(err.toString().lines())
                    .last()
                    .isEqualTo("holdfast bridge: " + file + ":4: Listen: cannot listen on 127.0.0.1:"
                            + taken.getLocalPort() + ": Address already in use");
        }
    }
}
