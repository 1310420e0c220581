package dev.holdfast.fidelity;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sleeps on a thread that may block, and notes when a request was read and how long it took since. */
final class SleepingHandler implements HttpHandler {
    private final Path log;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    /** @param name of the log in {@code directory}, to be written when this is closed */
    SleepingHandler(Path directory, String name) throws IOException {
        this.log = Files.createDirectories(directory).resolve(name);
    }

    Path log() {
        return log;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        long readAt = exchange.getRequestStartTime() > 0 ? exchange.getRequestStartTime() : System.nanoTime();
        exchange.addExchangeCompleteListener((done, next) -> {
            long nanos = System.nanoTime() - readAt;
            long begun = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(nanos);
            lines.add(begun + " " + TimeUnit.NANOSECONDS.toMicros(nanos) + " " + done.getStatusCode());
            next.proceed();
        });
        new BlockingHandler(SleepingHandler::sleep).handleRequest(exchange);
    }

    private static void sleep(HttpServerExchange exchange) {
        long micros = Long.parseLong(exchange.getQueryString().substring("us=".length()));
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        exchange.getResponseSender().send("ok\n");
    }

    void close() throws IOException {
        Files.write(log, lines);
    }
}
