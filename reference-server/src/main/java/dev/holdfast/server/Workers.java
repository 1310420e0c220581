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
        try {
            return HttpConnector.createWorker(OptionMap.builder()
                    .set(Options.WORKER_NAME, name)
                    .set(Options.THREAD_DAEMON, true)
                    .getMap());
        } catch (IOException e) {
            throw new UncheckedIOException("no worker: " + e.getMessage(), e);
        }
    }
}
