package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application whose request runs out of memory, for real, leaves itself and the others alive. */
@Timeout(120)
final class OutOfMemoryIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"one", "many"})
    void requestThatRunsOutOfMemoryFailsAndNothingElse(String arrays) throws Exception {
        try (HoldfastProcess holdfast = HoldfastProcess.start(
                        Map.of("JAVA_OPTS", "-Xmx64m"),
                        HoldfastProcess.LAUNCHER,
                        "run",
                        "--http",
                        "0",
                        "--ajp",
                        "off",
                        "--admin",
                        "off",
                        Archives.hello(directory, "hello.war").toString(),
                        Archives.of(directory, "greedy.war", Greedy.class).toString())
                .awaitReady()) {
            URI http = holdfast.http();
            for (int i = 0; i < 3; i++) {
                assertThat(Http.get(http.resolve("greedy/?arrays=" + arrays)).statusCode())
                        .isEqualTo(500);
                assertThat(Http.get(http.resolve("hello/")).body()).isEqualTo("hello");
                assertThat(Http.get(http.resolve("greedy/?arrays=none")).body()).isEqualTo("0");
            }
            assertThat(holdfast.err()).anyMatch(line -> line.contains("OutOfMemoryError"));
        }
    }

    /** Takes more memory than there is, for as long as its request. */
    @WebServlet("/")
    public static final class Greedy extends HttpServlet {
        private static final long serialVersionUID = 1;
        private static final int ALL_OF_IT = 1 << 30;
        private static final int SOME = 1 << 16;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            List<byte[]> taken = new ArrayList<>();
            switch (request.getParameter("arrays")) {
                case "one" -> taken.add(new byte[ALL_OF_IT]);
                case "many" -> takeAll(taken);
                default -> response.getWriter().print(taken.size());
            }
        }

        private static void takeAll(List<byte[]> taken) {
            while (taken.size() < ALL_OF_IT / SOME) {
                taken.add(new byte[SOME]);
            }
        }
    }
}
