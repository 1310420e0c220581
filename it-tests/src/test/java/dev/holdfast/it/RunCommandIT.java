package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class RunCommandIT {
    @TempDir
    Path directory;

    @Test
    void applicationAnswersAtTheUrlThatIsPrinted() throws Exception {
        try (HoldfastProcess holdfast = run(hello()).awaitReady()) {
            URI http = holdfast.http();
            assertThat(holdfast.awaitOut("deployed /hello at ")).startsWith(http + "hello/ from ");
            assertThat(Http.get(http.resolve("hello/")).body()).isEqualTo("hello");
            assertThat(Http.get(http.resolve("other/")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void applicationOfAHostAnswersWhereThatIsAskedFor() throws Exception {
        Path archive = Archives.ofHost(directory, "shop.war", "shop-host");
        try (HoldfastProcess holdfast = HoldfastProcess.start(
                        "run",
                        "--http",
                        "0",
                        "--ajp",
                        "0",
                        "--admin",
                        "0",
                        "--set",
                        "hosts.shop-host=localhost",
                        archive.toString())
                .awaitReady()) {
            int port = holdfast.http().getPort();
            assertThat(holdfast.awaitOut("deployed //shop-host/shop at "))
                    .startsWith("http://shop-host:" + port + "/shop/ from ");
            assertThat(Http.get(URI.create("http://localhost:" + port + "/shop/"))
                            .body())
                    .isEqualTo("hello");
            assertThat(Http.get(holdfast.http().resolve("shop/")).statusCode()).isEqualTo(404);
            URI admin = URI.create(holdfast.awaitOut("admin listening on "));
            assertThat(Http.get(admin.resolve("deployments")).body())
                    .contains("{\"host\":\"shop-host\",\"context\":\"/shop\"");
        }
    }

    /** The best of ten at most: what is promised is what the server needs, not what else the machine is doing. */
    @Test
    void firstResponseComesWithinTwoSecondsOfTheCommand() throws Exception {
        String archive = hello();
        Duration best = Duration.ofDays(1);
        for (int i = 0; i < 10 && best.compareTo(Duration.ofSeconds(2)) >= 0; i++) {
            Duration taken = timeToFirstResponse(archive);
            System.out.println("first response of `holdfast run hello.war` after " + taken.toMillis() + " ms");
            best = taken.compareTo(best) < 0 ? taken : best;
        }
        assertThat(best).isLessThan(Duration.ofSeconds(2));
    }

    private static Duration timeToFirstResponse(String archive) throws Exception {
        int port = Http.freePort();
        long began = System.nanoTime();
        try (HoldfastProcess holdfast =
                HoldfastProcess.start("run", "--http", String.valueOf(port), "--ajp", "0", "--admin", "0", archive)) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/hello/");
            assertThat(Http.getOnceItListens(uri).statusCode()).isEqualTo(200);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            assertThat(holdfast.awaitOut("deployed /hello at ")).isNotEmpty();
            return taken;
        }
    }

    /** What the launcher makes for each Java, beside the jar, so that the next start is quicker. */
    @Test
    void classesAreArchivedOnce() throws Exception {
        HoldfastProcess.run("--version").close();
        List<Path> archives = archives();
        assertThat(archives)
                .isNotEmpty()
                .allSatisfy(archive -> assertThat(archive).isNotEmptyFile());
        List<FileTime> made = new ArrayList<>();
        for (Path archive : archives) {
            made.add(Files.getLastModifiedTime(archive));
        }
        try (HoldfastProcess holdfast = run(hello()).awaitReady()) {
            assertThat(holdfast.err()).isEmpty();
        }
        for (int i = 0; i < archives.size(); i++) {
            assertThat(Files.getLastModifiedTime(archives.get(i))).isEqualTo(made.get(i));
        }
    }

    private static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(
                HoldfastProcess.LAUNCHER.resolveSibling("reference-server").resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    @Test
    void interruptStopsItWithinASecondAndWithoutAWord() throws Exception {
        try (HoldfastProcess holdfast = run(hello()).awaitReady()) {
            long began = System.nanoTime();
            holdfast.signal("INT");
            assertThat(holdfast.exitCode()).isIn(0, 130);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            System.out.println("stopped " + taken.toMillis() + " ms after SIGINT");
            assertThat(taken).isLessThan(Duration.ofSeconds(1));
            assertThat(holdfast.err()).isEmpty();
        }
    }

    @Test
    void secondInterruptIsHarmless() throws Exception {
        try (HoldfastProcess holdfast = run(hello()).awaitReady()) {
            holdfast.signal("INT");
            holdfast.signal("INT");
            assertThat(holdfast.exitCode()).isIn(0, 130);
            assertThat(holdfast.err()).isEmpty();
        }
    }

    @Test
    void interruptDuringStartUpStopsItWithoutAWord() throws Exception {
        try (HoldfastProcess holdfast =
                run("--config", Files.writeString(directory.resolve("c"), "").toString(), hello())) {
            holdfast.signal("INT");
            assertThat(holdfast.exitCode()).isIn(0, 130);
            assertThat(holdfast.err()).isEmpty();
        }
    }

    /** Takes longer than an interrupt would give it. */
    @WebServlet("/slow")
    public static final class Slow extends HttpServlet {
        private static final long serialVersionUID = 1;
        private static final Duration WORK = Duration.ofSeconds(2);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            System.out.println("slow began");
            long end = System.nanoTime() + WORK.toNanos();
            for (long left = WORK.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            response.getWriter().print("done");
        }
    }

    @Test
    void termLetsARunningRequestFinishAndTellsItsClientToLeave() throws Exception {
        String archive = Archives.of(directory, "app.war", Slow.class).toString();
        try (HoldfastProcess holdfast = run(archive).awaitReady();
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(), holdfast.http().getPort())) {
            client.setSoTimeout(30_000);
            client.getOutputStream()
                    .write("GET /app/slow HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            holdfast.awaitOut("slow began");
            holdfast.signal("TERM");
            String response = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(response)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Connection: close\r\n")
                    .endsWith("done");
            assertThat(holdfast.exitCode()).isEqualTo(143);
        }
    }

    /** Stays open for as long as its client likes. */
    @ServerEndpoint("/socket")
    public static final class Socketed {
        /** Answers {@code text} with itself. */
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @Test
    void termTellsWebSocketsThatItGoesAwayAndDoesNotWaitForThem() throws Exception {
        String archive = Archives.of(directory, "app.war", Socketed.class).toString();
        try (HoldfastProcess holdfast =
                run("--set", "http.drainTimeout=60s", archive).awaitReady()) {
            CompletableFuture<String> answered = new CompletableFuture<>();
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + holdfast.http().getPort() + "/app/socket"),
                            new WebSocket.Listener() {
                                @Override
                                public @Nullable CompletionStage<?> onText(
                                        WebSocket from, CharSequence data, boolean last) {
                                    answered.complete(data.toString());
                                    from.request(1);
                                    return null;
                                }

                                @Override
                                public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                    closed.complete(code);
                                    return null;
                                }
                            })
                    .get(30, TimeUnit.SECONDS);
            socket.sendText("open", true).get(30, TimeUnit.SECONDS);
            assertThat(answered.get(30, TimeUnit.SECONDS)).isEqualTo("open");
            long began = System.nanoTime();
            holdfast.signal("TERM");

            assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(holdfast.exitCode()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
            socket.abort();
        }
    }

    @Test
    void termStopsItToo() throws Exception {
        try (HoldfastProcess holdfast = run().awaitReady()) {
            holdfast.signal("TERM");
            assertThat(holdfast.exitCode()).isIn(0, 143);
            assertThat(holdfast.err()).isEmpty();
        }
    }

    @Test
    void portInUseIsOneLineThatSaysHowToChooseAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HoldfastProcess holdfast = HoldfastProcess.run("run", "--http", String.valueOf(taken.getLocalPort()))) {
            assertThat(holdfast.exitCode()).isEqualTo(1);
            assertThat(holdfast.err())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort(), "--http PORT");
        }
    }

    @Test
    void missingFileIsOneLine() throws Exception {
        try (HoldfastProcess holdfast = run(directory.resolve("missing.war").toString())) {
            assertThat(holdfast.exitCode()).isEqualTo(1);
            assertThat(holdfast.err()).singleElement().asString().contains("missing.war", "no such file");
        }
    }

    @Test
    void corruptArchiveIsOneLine() throws Exception {
        try (HoldfastProcess holdfast = run(Archives.corrupt(directory).toString())) {
            assertThat(holdfast.exitCode()).isEqualTo(1);
            assertThat(holdfast.err()).singleElement().asString().contains("corrupt.war");
        }
    }

    @Test
    void archiveForJavaxServletIsOneLineThatSaysHowToMigrate() throws Exception {
        try (HoldfastProcess holdfast = run(Archives.javax(directory).toString())) {
            assertThat(holdfast.exitCode()).isEqualTo(1);
            assertThat(holdfast.err()).singleElement().asString().contains("old.war", "javax.servlet", "igrat");
        }
    }

    @Test
    void failedApplicationDoesNotTakeTheOthersDown() throws Exception {
        try (HoldfastProcess holdfast =
                run(Archives.corrupt(directory).toString(), hello()).awaitReady()) {
            assertThat(holdfast.err()).singleElement().asString().contains("corrupt.war");
            assertThat(Http.get(holdfast.http().resolve("hello/")).body()).isEqualTo("hello");
            URI admin = URI.create(holdfast.awaitOut("admin listening on "));
            HttpResponse<String> health = Http.get(admin.resolve("health"));
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                    .contains("\"status\":\"DOWN\"", "corrupt.war")
                    .doesNotContain("hello.war");
            assertThat(Http.get(admin.resolve("deployments")).body()).contains("corrupt.war", "hello.war");
        }
    }

    @Test
    void severalThatAllFailAreALineEachAndASummary() throws Exception {
        try (HoldfastProcess holdfast = run(
                Archives.corrupt(directory).toString(),
                directory.resolve("missing.war").toString())) {
            assertThat(holdfast.exitCode()).isEqualTo(1);
            assertThat(holdfast.err()).hasSize(3);
            assertThat(holdfast.err().get(2)).isEqualTo("holdfast run: no application was deployed");
        }
    }

    @Test
    void strictMeansAllOrNothing() throws Exception {
        try (HoldfastProcess holdfast =
                run("--strict", Archives.corrupt(directory).toString(), hello())) {
            assertThat(holdfast.exitCode()).isEqualTo(1);
            assertThat(holdfast.err().get(1))
                    .isEqualTo("holdfast run: 1 of 2 applications failed to deploy (--strict)");
            assertThat(holdfast.out()).isEmpty();
        }
    }

    @Test
    void settingsReachTheConnector() throws Exception {
        try (HoldfastProcess holdfast = run("--set", "http.maxKeepAliveRequests=1", hello())) {
            HttpResponse<String> response = Http.get(holdfast.http().resolve("hello/"));
            assertThat(response.headers().firstValue("Connection")).contains("close");
        }
    }

    @Test
    void usersOfTheFileMayLogIn() throws Exception {
        Path users = Files.writeString(directory.resolve("users"), "alice=wonder,reader\n");
        try (HoldfastProcess holdfast =
                run("--users", users.toString(), Archives.guarded(directory).toString())) {
            URI uri = holdfast.http().resolve("guarded/");
            assertThat(Http.get(uri).statusCode()).isEqualTo(401);
            assertThat(Http.get(uri, "Authorization", basic("alice", "wrong")).statusCode())
                    .isEqualTo(401);
            assertThat(Http.get(uri, "Authorization", basic("alice", "wonder")).body())
                    .isEqualTo("hello");
        }
    }

    @Test
    void hashedPasswordIsAsGoodAsItself() throws Exception {
        String hash;
        try (HoldfastProcess hashing = HoldfastProcess.start("hash-password").say("won,der")) {
            hash = hashing.awaitOut("");
            assertThat(hashing.exitCode()).isZero();
        }
        Path users = Files.writeString(directory.resolve("users"), "alice=" + hash + ",reader\n");
        try (HoldfastProcess holdfast =
                run("--users", users.toString(), Archives.guarded(directory).toString())) {
            URI uri = holdfast.http().resolve("guarded/");
            assertThat(Http.get(uri, "Authorization", basic("alice", "wonder")).statusCode())
                    .isEqualTo(401);
            assertThat(Http.get(uri, "Authorization", basic("alice", "won,der")).body())
                    .isEqualTo("hello");
        }
    }

    @Test
    void noPasswordIsWrongUsage() throws Exception {
        try (HoldfastProcess hashing = HoldfastProcess.start("hash-password").say("")) {
            assertThat(hashing.exitCode()).isEqualTo(2);
            assertThat(hashing.err()).singleElement().asString().contains("no password was given");
        }
    }

    @Test
    void folderIsKeptUpWith() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("deployments"));
        Path settings = Files.writeString(
                directory.resolve("holdfast.yaml"),
                "deployments:\n  directory: " + folder + "\n  scanInterval: 100ms\n");
        Path archive = Path.of(hello());
        try (HoldfastProcess holdfast = run("--config", settings.toString()).awaitReady()) {
            assertThat(holdfast.out()).contains("watching " + folder);
            Path copy = Files.copy(archive, folder.resolve("copy.war"));
            assertThat(holdfast.awaitOut("deployed /copy at ")).contains(copy.toString());
            assertThat(Http.get(holdfast.http().resolve("copy/")).body()).isEqualTo("hello");
            Files.delete(copy);
            holdfast.awaitOut("undeployed /copy");
            assertThat(Http.get(holdfast.http().resolve("copy/")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void argumentThatFailsDoesNotEndAServerThatWatchesAFolder() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("deployments"));
        try (HoldfastProcess holdfast = run(
                        "--deployments",
                        folder.toString(),
                        "--set",
                        "deployments.scanInterval=100ms",
                        Archives.corrupt(directory).toString())
                .awaitReady()) {
            assertThat(holdfast.err())
                    .singleElement()
                    .asString()
                    .startsWith("failed ")
                    .contains("corrupt.war");
            Files.copy(Path.of(hello()), folder.resolve("later.war"));
            holdfast.awaitOut("deployed /later at ");
        }
    }

    @Test
    void argumentThatFailsEndsAStrictServerThatWatchesAFolder() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("deployments"));
        try (HoldfastProcess holdfast = run(
                "--strict",
                "--deployments",
                folder.toString(),
                Archives.corrupt(directory).toString())) {
            assertThat(holdfast.exitCode()).isEqualTo(1);
            assertThat(holdfast.err()).hasSize(2);
            assertThat(holdfast.err().get(1)).isEqualTo("holdfast run: no application was deployed");
        }
    }

    @Test
    void wrongOptionIsWrongUsage() throws Exception {
        try (HoldfastProcess holdfast = HoldfastProcess.run("run", "--htpp", "1")) {
            assertThat(holdfast.exitCode()).isEqualTo(2);
            assertThat(holdfast.err()).singleElement().asString().contains("--htpp", "--http", "holdfast run --help");
        }
    }

    @Test
    void unknownKeyIsNamedWithFileAndLine() throws Exception {
        Path file = Files.writeString(directory.resolve("holdfast.properties"), "# mine\nhttp.keepaliveTimeout=5s\n");
        try (HoldfastProcess holdfast = run("--config", file.toString())) {
            assertThat(holdfast.exitCode()).isEqualTo(2);
            assertThat(holdfast.err())
                    .singleElement()
                    .asString()
                    .contains(file + ":2: unknown key http.keepaliveTimeout; did you mean http.keepAliveTimeout?");
        }
    }

    @Test
    void launcherWorksThroughALinkFromADirectoryWithBlanks() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectories(directory.resolve("some where")).resolve("hold fast"),
                HoldfastProcess.LAUNCHER);
        try (HoldfastProcess holdfast = HoldfastProcess.start(link, "--version")) {
            assertThat(holdfast.exitCode()).isZero();
            assertThat(holdfast.out()).singleElement().asString().startsWith("holdfast 0.");
        }
    }

    @Test
    void completionScriptIsOneThatBashReads() throws Exception {
        try (HoldfastProcess holdfast = HoldfastProcess.run("generate-completion")) {
            Path script = Files.write(directory.resolve("completion"), holdfast.out());
            assertThat(new ProcessBuilder("bash", "-n", script.toString())
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(holdfast.out()).anyMatch(line -> line.contains("--strict"));
        }
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private String hello() {
        return Archives.hello(directory, "hello.war").toString();
    }

    static HoldfastProcess run(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("run", "--http", "0", "--ajp", "0", "--admin", "0"));
        all.addAll(Arrays.asList(arguments));
        return HoldfastProcess.start(all.toArray(String[]::new));
    }
}
