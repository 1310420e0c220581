package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server says what happens, whatever an application does with the root logger. */
@Timeout(120)
final class ServerLogIT {
    @TempDir
    Path directory;

    @Test
    void applicationThatTakesTheRootLoggerLeavesTheServerItsLog() throws Exception {
        try (HoldfastProcess holdfast = HoldfastProcess.start(
                        HoldfastProcess.LAUNCHER,
                        "run",
                        "--http",
                        "0",
                        "--ajp",
                        "off",
                        "--admin",
                        "off",
                        Archives.of(directory, "bridge.war", Bridge.class).toString())
                .awaitReady()) {
            assertThat(Http.get(holdfast.http().resolve("bridge/")).statusCode())
                    .isEqualTo(500);
            assertThat(holdfast.err()).anyMatch(line -> line.contains("failed, as it should"));
        }
    }

    /** Does what bridges to other logging libraries do, and then fails. */
    @WebServlet("/")
    public static final class Bridge extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            Logger root = Logger.getLogger("");
            for (Handler handler : root.getHandlers()) {
                if (handler instanceof ConsoleHandler) {
                    throw new AssertionError("Spring Boot would replace it");
                }
                root.removeHandler(handler);
            }
            throw new IllegalStateException("failed, as it should");
        }
    }
}
