package dev.holdfast.fidelity;

import dev.holdfast.scenario.Back;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.xnio.Options;

/** An Undertow. Its clock starts when its I/O thread has read the request, as that of its access log does. */
final class SleepingUndertow implements SleepingBack {
    private final Undertow undertow;
    private final Path log;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    /** @param directory for its log, of its own */
    SleepingUndertow(Back back, Path directory) throws IOException {
        log = Files.createDirectories(directory).resolve("undertow.log");
        undertow = Undertow.builder()
                .setWorkerThreads(back.maxThreads())
                .addAjpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.RECORD_REQUEST_START_TIME, true)
                .setServerOption(UndertowOptions.ENABLE_STATISTICS, true)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int)
                        back.connectionTimeout().toMillis())
                .setSocketOption(Options.BACKLOG, back.acceptCount())
                .setHandler(this::answer)
                .build();
        undertow.start();
    }

    private void answer(HttpServerExchange exchange) throws Exception {
        exchange.addExchangeCompleteListener((done, next) -> {
            long nanos = System.nanoTime() - done.getRequestStartTime();
            long begun = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(nanos);
            lines.add(begun + " " + TimeUnit.NANOSECONDS.toMicros(nanos) + " " + done.getStatusCode());
            next.proceed();
        });
        new BlockingHandler(SleepingUndertow::sleep).handleRequest(exchange);
    }

    private static void sleep(HttpServerExchange exchange) {
        long micros = Long.parseLong(exchange.getQueryString().substring("us=".length()));
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        exchange.getResponseSender().send("ok\n");
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public long connections() {
        return undertow.getListenerInfo().get(0).getConnectorStatistics().getActiveConnections();
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void close() throws IOException {
        undertow.stop();
        Files.write(log, lines);
    }
}
