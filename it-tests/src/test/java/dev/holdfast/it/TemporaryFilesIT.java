package dev.holdfast.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However the server ends, as long as it is told, nothing of it stays in the temporary directory; and nothing goes too early. */
@Timeout(120)
final class TemporaryFilesIT {
    @TempDir
    Path directory;

    private Path temporary;

    @BeforeEach
    void createTemporaryDirectory() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    @Test
    void interruptOfAnIdleServerLeavesNoFiles() throws Exception {
        try (HoldfastProcess holdfast =
                run(Archives.hello(directory, "hello.war")).awaitReady()) {
            assertThat(temporary).isNotEmptyDirectory();
            assertNothingIsLeftAfter("INT", holdfast);
        }
    }

    @Test
    void interruptWhileAnArchiveIsUnpackedLeavesNoFiles() throws Exception {
        Path archive = Archives.ofManyFiles(directory, "many.war");
        try (WatchService watch = temporary.getFileSystem().newWatchService()) {
            temporary.register(watch, ENTRY_CREATE);
            try (HoldfastProcess holdfast = run(archive)) {
                WatchKey created = watch.poll(60, TimeUnit.SECONDS);
                assertThat(created).as("a file was created").isNotNull();
                assertNothingIsLeftAfter("INT", holdfast);
                assertThat(holdfast.out()).isEmpty();
            }
        }
    }

    @Test
    void interruptWhileAnApplicationInitialisesLeavesNoFiles() throws Exception {
        try (HoldfastProcess holdfast = run(
                Archives.hello(directory, "hello.war"), Archives.of(directory, "begin.war", HangsAtItsBegin.class))) {
            holdfast.awaitOut("initialising");
            assertNothingIsLeftAfter("INT", holdfast);
        }
    }

    @Test
    void applicationThatHangsAtItsEndLeavesNoFiles() throws Exception {
        try (HoldfastProcess holdfast = run(
                        Archives.hello(directory, "hello.war"), Archives.of(directory, "end.war", HangsAtItsEnd.class))
                .awaitReady()) {
            long began = System.nanoTime();
            assertNothingIsLeftAfter("INT", holdfast);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            System.out.println("stopped a hanging application " + taken.toMillis() + " ms after SIGINT");
            assertThat(taken).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void requestThatTermFindsInFlightStillFindsItsFiles() throws Exception {
        try (HoldfastProcess holdfast =
                run(Archives.of(directory, "slow.war", ReadsLate.class)).awaitReady()) {
            CompletableFuture<HttpResponse<String>> response = Http.CLIENT.sendAsync(
                    HttpRequest.newBuilder(holdfast.http().resolve("slow/")).build(), BodyHandlers.ofString());
            holdfast.awaitOut("in flight");
            assertNothingIsLeftAfter("TERM", holdfast);
            assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("it is there");
        }
    }

    @Test
    void interruptOfTheDemoLeavesNoFiles() throws Exception {
        try (HoldfastProcess demo =
                start("demo", "--http", "0", "--ajp", "0", "--bridge", "0").awaitReady()) {
            assertThat(temporary).isNotEmptyDirectory();
            assertNothingIsLeftAfter("INT", demo);
        }
    }

    private void assertNothingIsLeftAfter(String signal, HoldfastProcess holdfast) throws Exception {
        holdfast.signal(signal);
        assertThat(holdfast.exitCode()).isIn(130, 143);
        assertThat(temporary).isEmptyDirectory();
        assertThat(holdfast.err()).isEmpty();
    }

    private HoldfastProcess run(Path... archives) throws IOException {
        Stream<String> options = Stream.of("run", "--http", "0", "--ajp", "off", "--admin", "off");
        return start(
                Stream.concat(options, Stream.of(archives).map(Path::toString)).toArray(String[]::new));
    }

    private HoldfastProcess start(String... arguments) throws IOException {
        return HoldfastProcess.start(
                Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + temporary), HoldfastProcess.LAUNCHER, arguments);
    }

    /** Never gets ready. */
    @WebListener
    public static final class HangsAtItsBegin implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            System.out.println("initialising");
            new CompletableFuture<>().join();
        }
    }

    /** Never gets done. */
    @WebListener
    public static final class HangsAtItsEnd implements ServletContextListener {
        @Override
        public void contextDestroyed(ServletContextEvent event) {
            new CompletableFuture<>().join();
        }
    }

    /** Reads a file of its archive a fifth of a second after the request came, which is within the drain. */
    @WebServlet("/")
    public static final class ReadsLate extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            System.out.println("in flight");
            try (InputStream text = later("/text")) {
                response.getWriter().print(text == null ? "it is gone" : new String(text.readAllBytes(), UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private @Nullable InputStream later(String path) throws InterruptedException {
            boolean never = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            return never ? null : getServletContext().getResourceAsStream(path);
        }
    }
}
