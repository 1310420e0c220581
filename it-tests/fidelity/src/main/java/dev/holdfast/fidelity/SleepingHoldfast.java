package dev.holdfast.fidelity;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.ajp.AjpMode;
import dev.holdfast.ajp.AjpOverload;
import dev.holdfast.scenario.Back;
import dev.holdfast.scenario.BackKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Our own AJP connector. With a thread for each connection it is what Tomcat 7's BIO connector was. */
final class SleepingHoldfast implements SleepingBack {
    private final AjpConnector connector;
    private final SleepingHandler handler;

    /** @param directory for its log, of its own */
    SleepingHoldfast(Back back, Path directory) throws IOException {
        handler = new SleepingHandler(directory, "holdfast.log");
        connector = AjpConnector.builder()
                .bind("127.0.0.1", 0)
                .acceptCount(back.acceptCount())
                .mode(back.kind() == BackKind.HOLDFAST_BLOCKING ? AjpMode.BLOCKING : AjpMode.EVENT)
                .maxThreads(back.maxThreads())
                .overload(AjpOverload.BACKLOG)
                .maxConnections(back.connectionLimit())
                .connectionTimeout(back.connectionTimeout())
                .keepAliveTimeout(back.keepAliveTimeout())
                .secretRequired(false)
                .handler(handler)
                .build();
        connector.start();
    }

    @Override
    public int port() {
        return connector.localAddress().getPort();
    }

    @Override
    public Path log() {
        return handler.log();
    }

    @Override
    public void close() throws IOException {
        connector.stop(Duration.ZERO);
        handler.close();
    }
}
