package dev.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast bridge --compare} with others' servers: the table of docs/ajp-to-http.md, and what is said where nobody answers. */
final class CompareIT {
    private static final Path HOLDFAST =
            Path.of("..", "reference-server", "target", "holdfast.jar").toAbsolutePath();

    /** A request, what differs, and the section of the page that explains it. */
    private static final Pattern DIFFERENCE =
            Pattern.compile("^[^:\n]+: (\\S+): over AJP \".*\", over HTTP \".*\"( \\[[^]]+])$", Pattern.MULTILINE);

    private static final List<String> BOTH = List.of(
            "header.forwarded",
            "header.via",
            "header.x-forwarded-for",
            "header.x-forwarded-host",
            "header.x-forwarded-port",
            "header.x-forwarded-proto",
            "localName",
            "localPort",
            "remotePort",
            "headerName.accept",
            "header.connection",
            "header.upgrade",
            "attribute.jakarta.servlet.request.X509Certificate",
            "attribute.jakarta.servlet.request.cipher_suite",
            "attribute.jakarta.servlet.request.key_size",
            "attribute.jakarta.servlet.request.ssl_session_id",
            "isSecure",
            "requestURL",
            "scheme",
            "header.expect");

    private static final List<String> TOMCAT_ONLY = List.of(
            "attribute.jakarta.servlet.request.secure_protocol",
            "attribute.org.apache.tomcat.util.net.secure_protocol_version",
            "headerName.host",
            "headerName.cookie",
            "headerName.authorization",
            "headerName.content-length",
            "headerName.content-type");

    private static final List<String> WILDFLY_ONLY = List.of("localAddr", "trailer.x-sum");

    @TempDir
    static Path directory;

    private static final Map<Back, Child> servers = new EnumMap<>(Back.class);
    private static int runs;

    @BeforeAll
    static void start() throws Exception {
        Path war = directory.resolve("mirror.war");
        try (Child written = holdfast("bridge", "--mirror", war.toString())) {
            assertThat(written.exitCode()).as(written.said()).isZero();
        }
        for (Back back : new Back[] {Back.TOMCAT, Back.WILDFLY}) {
            Path home = Files.createDirectories(directory.resolve(back.name()));
            servers.put(back, back.launch(home, war));
        }
    }

    @AfterAll
    static void stop() {
        servers.values().forEach(Child::close);
    }

    private static Child holdfast(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-jar", HOLDFAST.toString()));
        command.addAll(List.of(arguments));
        return Child.java(directory.resolve("holdfast" + ++runs), directory, command);
    }

    private static Child server(Back back) {
        Child child = servers.get(back);
        if (child == null) {
            throw new IllegalStateException(back + " was not started");
        }
        return child;
    }

    private static String ajp(Back back) {
        return "ajp://127.0.0.1:" + back.port(server(back));
    }

    private static String http(Back back) {
        return "http://127.0.0.1:" + back.httpPort(server(back));
    }

    private static List<String> differences(Back back) throws Exception {
        try (Child compared = holdfast("bridge", "--compare", "--unsafe", "--path", "/", ajp(back), http(back))) {
            assertThat(compared.exitCode()).as(compared.said()).isZero();
            List<String> fields = new ArrayList<>();
            Matcher line = DIFFERENCE.matcher(compared.said());
            while (line.find()) {
                fields.add(line.group(1));
            }
            assertThat(compared.said())
                    .contains(fields.size() + " differences in 24 requests; what is in brackets is a section of");
            return fields;
        }
    }

    private static List<String> with(List<String> some) {
        List<String> all = new ArrayList<>(BOTH);
        all.addAll(some);
        return all;
    }

    @Test
    void tomcatDiffersInWhatThePageSays() throws Exception {
        assertThat(differences(Back.TOMCAT)).containsExactlyInAnyOrderElementsOf(with(TOMCAT_ONLY));
    }

    @Test
    void wildFlyDiffersInWhatThePageSays() throws Exception {
        assertThat(differences(Back.WILDFLY)).containsExactlyInAnyOrderElementsOf(with(WILDFLY_ONLY));
    }

    @Test
    void whoeverDoesNotAnswerIsNamed() throws Exception {
        String nobody = "http://127.0.0.1:" + Back.freePort();
        try (Child compared = holdfast("bridge", "--compare", "--path", "/", ajp(Back.TOMCAT), nobody)) {
            assertThat(compared.exitCode()).isEqualTo(1);
            assertThat(compared.said())
                    .endsWith("holdfast bridge: no answer to \"GET\" from " + nobody + " (CONNECT_REFUSED)\n");
        }
    }

    /** Each is asked in the other's protocol. */
    @Test
    void whoAnswersInAnotherProtocolDoesNotAnswer() throws Exception {
        String notAjp = http(Back.TOMCAT).replace("http:", "ajp:");
        String notHttp = ajp(Back.TOMCAT).replace("ajp:", "http:");
        try (Child compared = holdfast("bridge", "--compare", "--path", "/", notAjp, notHttp)) {
            assertThat(compared.exitCode()).isEqualTo(1);
            assertThat(compared.said())
                    .endsWith("holdfast bridge: no answer to \"GET\" from " + notAjp
                            + " (PROTOCOL_VIOLATION), nor from " + notHttp + " (PEER_CLOSED)\n");
        }
    }

    @Test
    void wherePagesAreMissingNothingIsCompared() throws Exception {
        // The mirror is the root of the other.
        try (Child empty = holdfast("run", "--http", "0", "--ajp", "0", "--admin", "off")) {
            String ajp = empty.awaitSaid(Pattern.compile("ajp listening on (\\S+)"));
            String http =
                    empty.awaitSaid(Pattern.compile("http listening on (\\S+)")).replaceAll("/$", "");
            try (Child compared = holdfast("bridge", "--compare", ajp, http)) {
                assertThat(compared.exitCode()).isEqualTo(1);
                assertThat(compared.said())
                        .endsWith("holdfast bridge: nothing is at /mirror/ of " + ajp + ", nor of " + http + ": 404\n");
            }
        }
    }
}
