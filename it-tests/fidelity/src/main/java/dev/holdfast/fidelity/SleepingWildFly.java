package dev.holdfast.fidelity;

import dev.holdfast.scenario.Back;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A WildFly in a process of its own, with an AJP listener and one application. Its clock is its access log's. */
final class SleepingWildFly implements SleepingBack {
    private static final Path UNPACKED = Path.of("target", "wildfly");
    private static final long START_MILLIS = 120_000;
    private static final long STOP_SECONDS = 20;
    private static final int POLL_MILLIS = 100;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    private static final String SERVLET = "dev/holdfast/fidelity/SleepServlet.class";
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <servlet><servlet-name>sleep</servlet-name>
                <servlet-class>dev.holdfast.fidelity.SleepServlet</servlet-class></servlet>
              <servlet-mapping><servlet-name>sleep</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
            </web-app>
            """;

    private final Path base;
    private final int port = freePort();
    private final Process process;

    /** @param directory for its files and logs, of its own */
    SleepingWildFly(Back back, Path directory) throws IOException, InterruptedException {
        base = Files.createDirectories(directory).toAbsolutePath();
        Path home = home();
        configure(home, back);
        deploy();
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.net.preferIPv4Stack=true",
                        "-Dio.undertow.ajp.REQUIRE_AJP_SECRET=false",
                        "-Djboss.home.dir=" + home,
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.http.port=" + freePort(),
                        "-Djboss.https.port=" + freePort(),
                        "-Djboss.ajp.port=" + port,
                        "-Djboss.management.http.port=" + freePort(),
                        "-jar",
                        home.resolve("jboss-modules.jar").toString(),
                        "-mp",
                        home.resolve("modules").toString(),
                        "org.jboss.as.standalone",
                        "-b",
                        "127.0.0.1",
                        "-bmanagement",
                        "127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(out().toFile())
                .start();
        Path deployed = base.resolve("deployments/ROOT.war.deployed");
        for (long waited = 0; !Files.exists(deployed); waited += POLL_MILLIS) {
            if (!process.isAlive() || waited > START_MILLIS) {
                stop();
                throw new IOException("WildFly does not start: " + Files.readString(out()));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Path out() {
        return base.resolve("stdout");
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** The zip has one directory, named with the version. */
    private static Path home() throws IOException {
        try (Stream<Path> directories = Files.list(UNPACKED.toAbsolutePath())) {
            return directories
                    .filter(directory -> Files.exists(directory.resolve("jboss-modules.jar")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no WildFly in " + UNPACKED));
        }
    }

    /** Its own standalone.xml, with threads, a listener, and a log. */
    private void configure(Path home, Back back) throws IOException {
        Path configuration = Files.createDirectories(base.resolve("configuration"));
        try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        Path standalone = configuration.resolve("standalone.xml");
        String text = Files.readString(standalone);
        text = replaced(
                text,
                "<worker name=\"default\"/>",
                "<worker name=\"default\" task-max-threads=\"" + back.maxThreads() + "\"/>");
        text = replaced(
                text,
                "<http-listener name=\"default\"",
                "<ajp-listener name=\"ajp\" socket-binding=\"ajp\" record-request-start-time=\"true\" no-request-timeout=\""
                        + back.connectionTimeout().toMillis() + "\"/>\n<http-listener name=\"default\"");
        text = replaced(
                text,
                "<http-invoker ",
                "<access-log use-server-log=\"false\" directory=\"" + base
                        + "\" prefix=\"wildfly\" suffix=\".txt\" rotate=\"false\""
                        + " pattern=\"%{time,yyyy-MM-dd'T'HH:mm:ss.SSSZ} %{RESPONSE_TIME_MICROS} %s\"/>\n<http-invoker ");
        Files.writeString(standalone, text);
    }

    private static String replaced(String text, String what, String with) throws IOException {
        if (!text.contains(what)) {
            throw new IOException("standalone.xml has no " + what);
        }
        return text.replace(what, with);
    }

    private void deploy() throws IOException {
        Path archive = Files.createDirectories(base.resolve("deployments")).resolve("ROOT.war");
        try (OutputStream file = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(file);
                InputStream servlet = Objects.requireNonNull(
                        SleepServlet.class.getClassLoader().getResourceAsStream(SERVLET))) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write(WEB_XML.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + SERVLET));
            servlet.transferTo(zip);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path log() {
        return base.resolve("wildfly.log");
    }

    /** Its log has the time at which requests ended. */
    private void translateLog() throws IOException {
        Path theirs = base.resolve("wildfly.txt");
        List<String> lines = new ArrayList<>();
        for (String line : Files.exists(theirs) ? Files.readAllLines(theirs) : List.<String>of()) {
            String[] fields = line.split(" ", -1);
            long millis = OffsetDateTime.parse(fields[0], TIME).toInstant().toEpochMilli();
            long begun = millis - TimeUnit.MICROSECONDS.toMillis(Long.parseLong(fields[1]));
            lines.add(begun + " " + fields[1] + " " + fields[2]);
        }
        Files.write(log(), lines);
    }

    private void stop() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        stop();
        translateLog();
    }
}
