package dev.holdfast.server;

import dev.holdfast.connector.HttpConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioWorker;

/** The threads of a server, none of which keeps the process alive. */
final class Workers {
    private Workers() {}

    static XnioWorker create(String name) {
        return create(name, OptionMap.EMPTY);
    }

    /**
     * With one I/O thread a processor, for what never blocks in one: a second on the same processor halves how much is done between two waits,
     * and doubles the switches between threads. For the same reason they wait a moment, when busy, for more to do.
     */
    static XnioWorker createNonBlocking(String name) {
        int processors = Runtime.getRuntime().availableProcessors();
        return create(name, OptionMap.create(Options.WORKER_IO_THREADS, processors, HttpConnector.GATHER, true));
    }

    private static XnioWorker create(String name, OptionMap options) {
        try {
            return HttpConnector.createWorker(OptionMap.builder()
                    .addAll(options)
                    .set(Options.WORKER_NAME, name)
                    .set(Options.THREAD_DAEMON, true)
                    .getMap());
        } catch (IOException e) {
            throw new UncheckedIOException("no worker: " + e.getMessage(), e);
        }
    }
}
