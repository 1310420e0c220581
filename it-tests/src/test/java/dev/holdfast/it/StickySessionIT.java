package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers behind the bridge, and sessions that know whose they are. */
@Timeout(120)
final class StickySessionIT {
    @TempDir
    Path directory;

    /** Counts the visits of a session. */
    @WebServlet("/")
    public static final class Visits extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession();
            Integer before = (Integer) session.getAttribute("visits");
            int visits = before == null ? 1 : before + 1;
            session.setAttribute("visits", visits);
            response.getWriter().print(visits);
        }
    }

    @Test
    void aSessionStaysWithItsServerAndGoesToTheOtherWhenThatIsGone() throws Exception {
        Path archive = Archives.of(directory, "ROOT.war", Visits.class);
        try (HoldfastProcess a = start("a", archive);
                HoldfastProcess b = start("b", archive);
                HoldfastProcess bridge = HoldfastProcess.start(
                        "bridge",
                        "--http",
                        "0",
                        "a=" + a.awaitOut("ajp listening on "),
                        "b=" + b.awaitOut("ajp listening on "))) {
            URI front = bridge.http();
            String cookie = cookie(Http.get(front));
            assertThat(cookie).matches("JSESSIONID=[^.]+\\.[ab]");
            for (int visit = 2; visit <= 10; visit++) {
                HttpResponse<String> response = Http.get(front, "Cookie", cookie);
                assertThat(response.body()).isEqualTo(String.valueOf(visit));
                assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
            }
            HoldfastProcess owner = cookie.endsWith(".a") ? a : b;
            owner.signal("TERM");
            assertThat(owner.exitCode()).isEqualTo(143);
            HttpResponse<String> elsewhere = Http.get(front, "Cookie", cookie);
            assertThat(elsewhere.body()).isEqualTo("1");
            assertThat(cookie(elsewhere)).endsWith(cookie.endsWith(".a") ? ".b" : ".a");
        }
    }

    private static HoldfastProcess start(String route, Path archive) throws Exception {
        return HoldfastProcess.start(
                "run",
                "--http",
                "0",
                "--ajp",
                "0",
                "--admin",
                "off",
                "--set",
                "sessions.jvmRoute=" + route,
                archive.toString());
    }

    private static String cookie(HttpResponse<String> response) {
        String set = response.headers().firstValue("Set-Cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }
}
