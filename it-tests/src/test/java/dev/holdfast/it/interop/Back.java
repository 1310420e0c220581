package dev.holdfast.it.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The back ends, each with {@link EchoServlet} in the root context. */
enum Back {
    HOLDFAST_EVENT("our connector, event") {
        @Override
        Child launch(Path directory, Path war) throws IOException {
            return holdfast(name(), "event", directory, war);
        }
    },
    HOLDFAST_BLOCKING("our connector, blocking") {
        @Override
        Child launch(Path directory, Path war) throws IOException {
            return holdfast(name(), "blocking", directory, war);
        }
    },
    TOMCAT("Tomcat 11.0.25") {
        @Override
        Child launch(Path directory, Path war) throws IOException {
            Path home = only(Path.of("target", "tomcat").toAbsolutePath(), "lib/catalina.jar");
            Files.createDirectories(directory.resolve("conf"));
            Files.createDirectories(directory.resolve("temp"));
            Files.createDirectories(directory.resolve("logs"));
            Files.copy(home.resolve("conf/web.xml"), directory.resolve("conf/web.xml"));
            Path webapps = Files.createDirectories(directory.resolve("webapps"));
            Files.copy(war, webapps.resolve("ROOT.war"));
            Files.writeString(directory.resolve("conf/server.xml"), """
                    <Server port="-1">
                      <Service name="Catalina">
                        <Connector protocol="AJP/1.3" address="127.0.0.1" port="0" secretRequired="false"
                                   tomcatAuthentication="false" allowedRequestAttributesPattern="interop[.].*"
                                   maxParameterCount="1000" connectionTimeout="60000"/>
                        <Connector address="127.0.0.1" port="0"/>
                        <Engine name="Catalina" defaultHost="localhost">
                          <Host name="localhost" appBase="webapps"/>
                        </Engine>
                      </Service>
                    </Server>
                    """);
            return Child.java(
                    directory.resolve("stdout"),
                    directory,
                    List.of(
                            node(),
                            "-Dcatalina.home=" + home,
                            "-Dcatalina.base=" + directory,
                            "-Djava.io.tmpdir=" + directory.resolve("temp"),
                            "-cp",
                            home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
                            "org.apache.catalina.startup.Bootstrap",
                            "start"));
        }

        @Override
        int port(Child child) {
            String unused = child.awaitSaid(Pattern.compile("Server startup in"));
            return Integer.parseInt(child.awaitSaid(Pattern.compile("ajp-nio-127\\.0\\.0\\.1-auto-\\d+-(\\d+)\"")));
        }

        @Override
        int httpPort(Child child) {
            String unused = child.awaitSaid(Pattern.compile("Server startup in"));
            return Integer.parseInt(child.awaitSaid(Pattern.compile("http-nio-127\\.0\\.0\\.1-auto-\\d+-(\\d+)\"")));
        }
    },
    WILDFLY("WildFly 39.0.1") {
        private final int ajpPort = freePort();
        private final int httpPort = freePort();

        @Override
        Child launch(Path directory, Path war) throws IOException {
            Path home = only(Path.of("target", "wildfly").toAbsolutePath(), "jboss-modules.jar");
            Path configuration = Files.createDirectories(directory.resolve("configuration"));
            try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, configuration.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Path standalone = configuration.resolve("standalone.xml");
            String http = "<http-listener name=\"default\"";
            Files.writeString(
                    standalone,
                    Files.readString(standalone)
                            .replace(
                                    http,
                                    "<ajp-listener name=\"ajp\" socket-binding=\"ajp\" max-post-size=\"104857600\""
                                            + " allowed-request-attributes-pattern=\"interop[.].*\"/>" + http));
            Path deployments = Files.createDirectories(directory.resolve("deployments"));
            Files.copy(war, deployments.resolve("ROOT.war"));
            return Child.java(
                    directory.resolve("stdout"),
                    directory,
                    List.of(
                            node(),
                            "-Djboss.home.dir=" + home,
                            "-Djboss.server.base.dir=" + directory,
                            "-Djboss.ajp.port=" + ajpPort,
                            "-Djboss.http.port=" + httpPort,
                            "-Djboss.https.port=" + freePort(),
                            "-Djboss.management.http.port=" + freePort(),
                            "-jar",
                            home.resolve("jboss-modules.jar").toString(),
                            "-mp",
                            home.resolve("modules").toString(),
                            "org.jboss.as.standalone",
                            "-b",
                            "127.0.0.1",
                            "-bprivate",
                            "127.0.0.1",
                            "-bmanagement",
                            "127.0.0.1"));
        }

        @Override
        int port(Child child) {
            String unused = child.awaitSaid(Pattern.compile("WFLYSRV0025"));
            return ajpPort;
        }

        @Override
        int httpPort(Child child) {
            String unused = child.awaitSaid(Pattern.compile("WFLYSRV0025"));
            return httpPort;
        }
    },
    UNDERTOW("Undertow 2.4.4") {
        @Override
        Child launch(Path directory, Path war) throws IOException {
            return UndertowBackend.start(directory, node());
        }

        @Override
        @Nullable
        String secret() {
            return UndertowBackend.SECRET;
        }
    };

    /** The node, and the route, of the other member of balanced mounts. */
    static final String OTHER = "OTHER";

    private final String title;

    /** @param title what docs/interoperability.md calls it */
    Back(String title) {
        this.title = title;
    }

    abstract Child launch(Path directory, Path war) throws IOException;

    /** Returns its AJP port, once it serves. */
    int port(Child child) {
        return Integer.parseInt(child.awaitSaid(Pattern.compile("ajp listening on \\S*:(\\d+)")));
    }

    /**
     * Returns its HTTP port, once it serves.
     *
     * @throws UnsupportedOperationException if it is told to have none
     */
    int httpPort(Child child) {
        throw new UnsupportedOperationException(name() + " speaks no HTTP");
    }

    /** What every front has to show it, or null. */
    @Nullable
    String secret() {
        return null;
    }

    String title() {
        return title;
    }

    String node() {
        return node(name());
    }

    private static String node(String name) {
        return "-D" + EchoServlet.NODE + "=" + name;
    }

    /** Starts one of ours as the other member of balanced mounts. */
    static Child launchOther(Path directory, Path war) throws IOException {
        return holdfast(OTHER, "event", directory, war);
    }

    private static Child holdfast(String node, String mode, Path directory, Path war) throws IOException {
        Path root = Files.copy(war, directory.resolve("ROOT.war"));
        return Child.java(
                directory.resolve("stdout"),
                directory,
                List.of(
                        node(node),
                        "-jar",
                        Path.of("..", "reference-server", "target", "holdfast.jar")
                                .toAbsolutePath()
                                .toString(),
                        "run",
                        "--set",
                        "http.port=0",
                        "--set",
                        "ajp.port=0",
                        "--admin",
                        "off",
                        "--set",
                        "ajp.mode=" + mode,
                        "--set",
                        "ajp.tomcatAuthentication=false",
                        "--set",
                        "ajp.allowedRequestAttributesPattern=interop[.].*",
                        root.toString()));
    }

    private static Path only(Path parent, String marker) throws IOException {
        try (Stream<Path> directories = Files.list(parent)) {
            return directories
                    .filter(directory -> Files.exists(directory.resolve(marker)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("nothing with " + marker + " in " + parent));
        }
    }

    /** For those that cannot say which port they were given. */
    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
