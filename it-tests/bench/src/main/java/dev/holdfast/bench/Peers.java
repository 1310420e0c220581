package dev.holdfast.bench;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Other people's servers with the page that {@link BenchServer} serves: {@code Peers KIND PORT [WORKERS [IO]]}, on loopback, until it is killed. */
public final class Peers {
    private Peers() {}

    /** What can be started. */
    enum Kind {
        /** Stock Undertow; answers on the I/O thread. */
        UNDERTOW,
        /** Stock Undertow with undertow-servlet. */
        UNDERTOW_SERVLET,
        /** Stock Undertow; answers on the I/O thread, over HTTP/2 where the client begins with that. */
        UNDERTOW_H2C,
        /** Embedded Tomcat. */
        TOMCAT,
        /** Embedded Tomcat that answers AJP, for {@code front.py}. */
        TOMCAT_AJP,
        /** Stock Undertow's proxy; {@code -Dtarget=} is the back end's URI. */
        UNDERTOW_PROXY,
        /** Embedded Jetty. */
        JETTY
    }

    /** Starts what {@code args} name; a wrong argument ends it with exit code 2. */
    public static void main(String[] args) throws Exception {
        ServerArguments<Kind> arguments = Arguments.orExit(() -> ServerArguments.parse("Peers", Kind.class, args));
        switch (arguments.kind()) {
            case UNDERTOW, UNDERTOW_H2C -> undertow(arguments, HelloHandlers.raw());
            case UNDERTOW_SERVLET -> undertow(arguments, HelloHandlers.servlet());
            case TOMCAT -> tomcat(arguments, new Connector("HTTP/1.1"));
            case TOMCAT_AJP -> {
                Connector connector = new Connector("AJP/1.3");
                set(connector, "secretRequired", false);
                tomcat(arguments, connector);
            }
            case UNDERTOW_PROXY -> undertow(arguments, proxy());
            case JETTY -> jetty(arguments);
        }
        arguments.sayUp();
        // Tomcat's threads are daemons.
        new CountDownLatch(1).await();
    }

    private static void undertow(ServerArguments<Kind> arguments, HttpHandler handler) {
        Undertow.builder()
                .setIoThreads(arguments.ioThreads())
                .setWorkerThreads(arguments.workers())
                .setServerOption(UndertowOptions.ENABLE_HTTP2, arguments.kind() == Kind.UNDERTOW_H2C)
                .setHandler(handler)
                .addHttpListener(arguments.port(), ServerArguments.LOOPBACK)
                .build()
                .start();
    }

    private static HttpHandler proxy() {
        String target = System.getProperty("target");
        if (target == null) {
            throw new IllegalArgumentException("-Dtarget=ajp://HOST:PORT or http://HOST:PORT must be given");
        }
        LoadBalancingProxyClient client = new LoadBalancingProxyClient().setConnectionsPerThread(64);
        client.addHost(URI.create(target));
        return ProxyHandler.builder().setProxyClient(client).build();
    }

    private static void tomcat(ServerArguments<Kind> arguments, Connector connector) throws Exception {
        connector.setPort(arguments.port());
        connector.setThrowOnFailure(true);
        set(connector, "address", ServerArguments.LOOPBACK);
        set(connector, "maxThreads", arguments.workers());
        if (arguments.kind() == Kind.TOMCAT) {
            set(connector, "maxKeepAliveRequests", -1);
        }
        set(connector, "keepAliveTimeout", ServerArguments.KEEP_ALIVE_TIMEOUT_MILLIS);
        set(connector, "maxConnections", ServerArguments.MAX_CONNECTIONS);
        set(connector, "acceptCount", ServerArguments.ACCEPT_COUNT);
        Tomcat tomcat = new Tomcat();
        // One place for all starts: nobody who is killed cleans up.
        tomcat.setBaseDir(Path.of(System.getProperty("java.io.tmpdir"), "holdfast-bench-tomcat")
                .toString());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "hello", new HelloServlet()).addMapping("/*");
        tomcat.start();
    }

    private static void set(Connector connector, String property, Object value) throws LifecycleException {
        if (!connector.setProperty(property, value.toString())) {
            throw new LifecycleException("Tomcat's connector has no " + property);
        }
    }

    private static void jetty(ServerArguments<Kind> arguments) throws Exception {
        Server server = new Server(new QueuedThreadPool(arguments.workers()));
        ServerConnector connector = new ServerConnector(server, 1, arguments.ioThreads());
        connector.setHost(ServerArguments.LOOPBACK);
        connector.setPort(arguments.port());
        connector.setAcceptQueueSize(ServerArguments.ACCEPT_COUNT);
        connector.setIdleTimeout(ServerArguments.KEEP_ALIVE_TIMEOUT_MILLIS);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(HelloServlet.class, "/*");
        server.setHandler(context);
        server.start();
    }
}
