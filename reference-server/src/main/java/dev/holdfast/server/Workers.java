package dev.holdfast.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The threads of a server: one I/O thread per processor and at least two, and eight for blocking code beside each, as Undertow has it. */
final class Workers {
    private static final int TASK_THREADS_PER_IO_THREAD = 8;

    private Workers() {}

    static XnioWorker create(String name) {
        int ioThreads = Math.max(2, Runtime.getRuntime().availableProcessors());
        OptionMap options = OptionMap.builder()
                .set(Options.WORKER_NAME, name)
                .set(Options.WORKER_IO_THREADS, ioThreads)
                .set(Options.WORKER_TASK_CORE_THREADS, ioThreads * TASK_THREADS_PER_IO_THREAD)
                .set(Options.WORKER_TASK_MAX_THREADS, ioThreads * TASK_THREADS_PER_IO_THREAD)
                .set(Options.THREAD_DAEMON, true)
                .getMap();
        try {
            return Xnio.getInstance(Workers.class.getClassLoader()).createWorker(options);
        } catch (IOException e) {
            throw new UncheckedIOException("no worker: " + e.getMessage(), e);
        }
    }
}
