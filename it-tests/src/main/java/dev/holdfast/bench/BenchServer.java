package dev.holdfast.bench;

import dev.holdfast.connector.HttpConnector;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.util.Headers;
import jakarta.servlet.ServletException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioWorker;

/**
 * The connector with the page that the peers serve: {@code BenchServer raw|servlet|ajp PORT [WORKERS [IO]]}, on loopback, until it is killed.
 *
 * <p>{@code raw} answers on the I/O thread, {@code servlet} on a worker thread by {@link HelloServlet}, {@code ajp} does so over AJP. 16 worker
 * threads and 2 I/O threads where nothing is said, as the peers have.
 */
public final class BenchServer {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MANY = 100_000;
    private static final int USAGE = 2;

    private BenchServer() {}

    /** Starts what {@code args} name; a wrong argument ends it with exit code 2. */
    public static void main(String[] args) throws Exception {
        if (args.length < 2 || args.length > 4) {
            System.err.println("usage: BenchServer raw|servlet|ajp PORT [WORKERS [IO]]");
            System.exit(USAGE);
        }
        int port = Integer.parseInt(args[1]);
        int workers = args.length > 2 ? Integer.parseInt(args[2]) : 16;
        int ioThreads = args.length > 3 ? Integer.parseInt(args[3]) : 2;
        switch (args[0]) {
            case "raw" -> http(port, workers, ioThreads, raw());
            case "servlet" -> http(port, workers, ioThreads, servlet());
            case "ajp" -> ajp(port, workers, ioThreads, servlet());
            default -> {
                System.err.println("no such server: " + args[0] + "; there are raw, servlet and ajp");
                System.exit(USAGE);
            }
        }
        System.out.println("up " + args[0] + " pid " + ProcessHandle.current().pid());
    }

    private static void http(int port, int workers, int ioThreads, HttpHandler handler) throws Exception {
        XnioWorker worker = HttpConnector.createWorker(OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, ioThreads)
                .set(Options.WORKER_TASK_CORE_THREADS, workers)
                .set(Options.WORKER_TASK_MAX_THREADS, workers)
                .set(Options.TCP_NODELAY, true)
                .getMap());
        HttpConnector.builder()
                .bind(LOOPBACK, port)
                .worker(worker)
                .acceptCount(1000)
                .maxConnections(MANY)
                .maxKeepAliveRequests(-1)
                .keepAliveTimeout(Duration.ofMinutes(2))
                .handler(handler)
                .build()
                .start();
    }

    private static void ajp(int port, int workers, int ioThreads, HttpHandler handler) {
        Undertow.builder()
                .setIoThreads(ioThreads)
                .setWorkerThreads(workers)
                .setHandler(handler)
                .addAjpListener(port, LOOPBACK)
                .build()
                .start();
    }

    private static HttpHandler raw() {
        ByteBuffer hello = ByteBuffer.allocateDirect(HelloServlet.HELLO.length)
                .put(HelloServlet.HELLO)
                .flip();
        return exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
            exchange.getResponseSender().send(hello.duplicate());
        };
    }

    private static HttpHandler servlet() throws ServletException {
        DeploymentManager deployment = Servlets.defaultContainer()
                .addDeployment(Servlets.deployment()
                        .setClassLoader(BenchServer.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("hello")
                        .addServlets(
                                Servlets.servlet("hello", HelloServlet.class).addMapping("/*")));
        deployment.deploy();
        return deployment.start();
    }
}
