package dev.holdfast.bridge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/** Tomcat's AJP connector, or its HTTP connector. */
final class TomcatBackend implements PeerBackend {
    private final Tomcat tomcat = new Tomcat();
    private final Path base = Files.createTempDirectory("tomcat-peer");
    private final @Nullable String secret;
    private final Connector connector;
    private boolean closed;

    /** @param secret which requests must bring, or null for none */
    TomcatBackend(int port, @Nullable String secret, int packetSize) throws IOException, LifecycleException {
        this(new Connector("AJP/1.3"), port, secret);
        connector.setProperty("packetSize", Integer.toString(packetSize));
        connector.setProperty("secretRequired", Boolean.toString(secret != null));
        if (secret != null) {
            connector.setProperty("secret", secret);
        }
        tomcat.start();
    }

    private TomcatBackend(Connector connector, int port, @Nullable String secret) throws IOException {
        this.connector = connector;
        this.secret = secret;
        tomcat.setBaseDir(base.toString());
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        Tomcat.addServlet(context, "app", new AppServlet()).addMapping("/*");
    }

    static TomcatBackend overHttp(int port) throws IOException, LifecycleException {
        TomcatBackend backend = new TomcatBackend(new Connector("HTTP/1.1"), port, null);
        backend.tomcat.start();
        return backend;
    }

    @Override
    public Backend backend() {
        return connector.getProtocol().startsWith("HTTP")
                ? Backend.parse("http://127.0.0.1:" + port())
                : PeerBackend.super.backend();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public @Nullable String secret() {
        return secret;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            tomcat.stop();
            tomcat.destroy();
            deleteBase();
        } catch (LifecycleException failed) {
            throw new IllegalStateException("Tomcat did not stop", failed);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void deleteBase() throws IOException {
        // The first Tomcat of a JVM makes its directory the home of all, and the next would make it anew.
        System.clearProperty("catalina.home");
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static final class AppServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            TestApp.serve(new Call(request, response));
        }
    }

    private record Call(HttpServletRequest request, HttpServletResponse response) implements AppCall {
        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public String uri() {
            return request.getRequestURI();
        }

        @Override
        public @Nullable String query() {
            return request.getQueryString();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }

        @Override
        public String connection() {
            return request.getRemoteAddr() + ":" + request.getRemotePort() + " " + request.getServerName() + ":"
                    + request.getServerPort() + " " + request.getScheme();
        }

        @Override
        public InputStream input() throws IOException {
            return request.getInputStream();
        }

        @Override
        public OutputStream output() throws IOException {
            return response.getOutputStream();
        }

        @Override
        public void status(int status) {
            response.setStatus(status);
        }

        @Override
        public void setHeader(String name, String value) {
            response.setHeader(name, value);
        }
    }
}
