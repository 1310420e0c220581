package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However the server ends, as long as it is told, sessions are there when it is back; and its end is bounded. */
@Timeout(120)
final class SavedSessionsIT {
    @TempDir
    Path directory;

    /** Keeps something in the session, and says what was there. */
    @WebServlet("/keep")
    public static final class Keep extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession();
            response.getWriter().print(session.getAttribute("kept"));
            String seconds = request.getParameter("seconds");
            if (seconds != null) {
                session.setAttribute("kept", new Kept(Integer.parseInt(seconds)));
            }
        }
    }

    /** Takes its time to be saved. */
    public static final class Kept implements HttpSessionActivationListener, Serializable {
        private static final long serialVersionUID = 1;

        private final int seconds;

        Kept(int seconds) {
            this.seconds = seconds;
        }

        @Override
        public void sessionWillPassivate(HttpSessionEvent event) {
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        @Override
        public String toString() {
            return "kept";
        }
    }

    @Test
    void termSavesEverySessionAfterADrainThatHasTakenAllItsTime() throws Exception {
        Path archive = Archives.of(directory, "app.war", Keep.class, Kept.class, RunCommandIT.Slow.class);
        String sessions = "sessions.directory=" + directory.resolve("sessions");
        String cookie;
        try (HoldfastProcess holdfast = RunCommandIT.run(
                                "--set", sessions, "--set", "http.drainTimeout=300ms", archive.toString())
                        .awaitReady();
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(), holdfast.http().getPort())) {
            cookie = cookie(Http.get(holdfast.http().resolve("app/keep?seconds=1")));
            client.getOutputStream()
                    .write("GET /app/slow HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            holdfast.awaitOut("slow began");
            holdfast.signal("TERM");
            assertThat(holdfast.exitCode()).isEqualTo(143);
        }
        try (HoldfastProcess holdfast = RunCommandIT.run("--set", sessions, archive.toString())) {
            assertThat(Http.get(holdfast.http().resolve("app/keep"), "Cookie", cookie)
                            .body())
                    .isEqualTo("kept");
        }
    }

    @Test
    void interruptSavesEverySessionToo() throws Exception {
        Path archive = Archives.of(directory, "app.war", Keep.class, Kept.class);
        String sessions = "sessions.directory=" + directory.resolve("sessions");
        String cookie;
        try (HoldfastProcess holdfast =
                RunCommandIT.run("--set", sessions, archive.toString()).awaitReady()) {
            cookie = cookie(Http.get(holdfast.http().resolve("app/keep?seconds=1")));
            holdfast.signal("INT");
            assertThat(holdfast.exitCode()).isIn(0, 130);
        }
        try (HoldfastProcess holdfast = RunCommandIT.run("--set", sessions, archive.toString())) {
            assertThat(Http.get(holdfast.http().resolve("app/keep"), "Cookie", cookie)
                            .body())
                    .isEqualTo("kept");
        }
    }

    @Test
    void sessionsThatTakeTooLongToSaveAreLostAndReportedAndTheEndIsNotHeldUp() throws Exception {
        Path archive = Archives.of(directory, "app.war", Keep.class, Kept.class);
        String sessions = "sessions.directory=" + directory.resolve("sessions");
        try (HoldfastProcess holdfast = RunCommandIT.run(
                        "--set", sessions, "--set", "http.drainTimeout=300ms", archive.toString())
                .awaitReady()) {
            cookie(Http.get(holdfast.http().resolve("app/keep?seconds=60")));
            long began = System.nanoTime();
            holdfast.signal("TERM");
            assertThat(holdfast.exitCode()).isEqualTo(143);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            System.out.println("stopped " + taken.toMillis() + " ms after SIGTERM, with sessions that are not saved");
            assertThat(taken).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8));
            assertThat(holdfast.err())
                    .singleElement()
                    .asString()
                    .contains("/app: its sessions are lost, they are not kept after 5000 ms", "sessionWillPassivate");
        }
    }

    @Test
    void sessionsForWhichTheDiskHasNoRoomAreReported() throws Exception {
        Path archive = Archives.of(directory, "app.war", Keep.class, Kept.class);
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && done("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk.toString()),
                "only root can mount a small disk to fill");
        try (HoldfastProcess holdfast = RunCommandIT.run("--set", "sessions.directory=" + disk, archive.toString())
                .awaitReady()) {
            cookie(Http.get(holdfast.http().resolve("app/keep?seconds=0")));
            Files.write(disk.resolve("fill"), new byte[4096]);
            holdfast.signal("TERM");
            assertThat(holdfast.exitCode()).isEqualTo(143);
            assertThat(holdfast.err())
                    .singleElement()
                    .asString()
                    .contains("/app: 1 sessions are lost, they cannot be written: ", "No space left on device");
        } finally {
            assertThat(done("umount", disk.toString())).isTrue();
        }
    }

    private static boolean done(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private static String cookie(HttpResponse<String> response) {
        assertThat(response.body()).isEqualTo("null");
        return response.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    @Test
    void directoryOfSessionsIsOneServersAlone() throws Exception {
        Path sessions = directory.resolve("sessions");
        String archive = Archives.hello(directory, "hello.war").toString();
        try (HoldfastProcess first = RunCommandIT.run("--set", "sessions.directory=" + sessions, archive)) {
            first.awaitReady();
            try (HoldfastProcess second = RunCommandIT.run("--set", "sessions.directory=" + sessions, archive)) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.err())
                        .containsExactly("holdfast run: another server keeps its sessions in " + sessions
                                + "; each needs a directory of its own");
            }
            first.signal("KILL");
            first.exitCode();
        }
        try (HoldfastProcess next = RunCommandIT.run("--set", "sessions.directory=" + sessions, archive)) {
            next.awaitReady();
        }
    }
}
