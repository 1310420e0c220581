package dev.holdfast.bench;

import dev.holdfast.connector.HttpConnector;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioWorker;

/** The connector with the page that the {@link Peers} serve: {@code BenchServer KIND PORT [WORKERS [IO]]}, on loopback, until it is killed. */
public final class BenchServer {
    private BenchServer() {}

    /** What can be started. */
    enum Kind {
        /** Answers on the I/O thread. */
        RAW,
        /** Answers on a worker thread, by {@link HelloServlet}. */
        SERVLET,
        /** The same over AJP. */
        AJP,
        /** Answers on the I/O thread, over HTTP/2 where the client begins with that. */
        H2C
    }

    /** Starts what {@code args} name; a wrong argument ends it with exit code 2. */
    public static void main(String[] args) throws Exception {
        ServerArguments<Kind> arguments =
                Arguments.orExit(() -> ServerArguments.parse("BenchServer", Kind.class, args));
        switch (arguments.kind()) {
            case RAW, H2C -> http(arguments, HelloHandlers.raw());
            case SERVLET -> http(arguments, HelloHandlers.servlet());
            case AJP -> ajp(arguments, HelloHandlers.servlet());
        }
        arguments.sayUp();
    }

    private static void http(ServerArguments<Kind> arguments, HttpHandler handler) throws Exception {
        XnioWorker worker = HttpConnector.createWorker(OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, arguments.ioThreads())
                .set(Options.WORKER_TASK_CORE_THREADS, arguments.workers())
                .set(Options.WORKER_TASK_MAX_THREADS, arguments.workers())
                .set(Options.TCP_NODELAY, true)
                .getMap());
        HttpConnector.builder()
                .bind(ServerArguments.LOOPBACK, arguments.port())
                .worker(worker)
                .acceptCount(ServerArguments.ACCEPT_COUNT)
                .maxConnections(ServerArguments.MAX_CONNECTIONS)
                .maxKeepAliveRequests(-1)
                .keepAliveTimeout(Duration.ofMillis(ServerArguments.KEEP_ALIVE_TIMEOUT_MILLIS))
                .h2c(arguments.kind() == Kind.H2C)
                .handler(handler)
                .build()
                .start();
    }

    private static void ajp(ServerArguments<Kind> arguments, HttpHandler handler) {
        Undertow.builder()
                .setIoThreads(arguments.ioThreads())
                .setWorkerThreads(arguments.workers())
                .setHandler(handler)
                .addAjpListener(arguments.port(), ServerArguments.LOOPBACK)
                .build()
                .start();
    }
}
