package dev.holdfast.fidelity;

import dev.holdfast.scenario.Back;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.xnio.Options;

/** An Undertow. Its clock starts when its I/O thread has read the request, as that of its access log does. */
final class SleepingUndertow implements SleepingBack {
    private final Undertow undertow;
    private final SleepingHandler handler;

    /** @param directory for its log, of its own */
    SleepingUndertow(Back back, Path directory) throws IOException {
        handler = new SleepingHandler(directory, "undertow.log");
        undertow = Undertow.builder()
                .setWorkerThreads(back.maxThreads())
                .addAjpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.RECORD_REQUEST_START_TIME, true)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int)
                        back.connectionTimeout().toMillis())
                .setSocketOption(Options.BACKLOG, back.acceptCount())
                .setHandler(handler)
                .build();
        undertow.start();
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public Path log() {
        return handler.log();
    }

    @Override
    public void close() throws IOException {
        undertow.stop();
        handler.close();
    }
}
