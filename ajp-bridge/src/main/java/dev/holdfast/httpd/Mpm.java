package dev.holdfast.httpd;

import dev.holdfast.config.Key;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.List;
import java.util.function.Consumer;

/**
 * httpd's process model with the numbers in force: what httpd itself corrects at its start is corrected, with a remark.
 *
 * @param model which MPM is loaded
 * @param settings its numbers; for prefork THREADS_PER_CHILD and THREAD_LIMIT are 1
 */
public record Mpm(Setting<Model> model, Settings settings) {
    /** The MPMs of Unix. */
    public enum Model {
        /** A process for each connection. */
        PREFORK,
        /** A thread for each connection. */
        WORKER,
        /** A thread for each request. */
        EVENT;

        /** Whether a process has many threads. */
        public boolean isThreaded() {
            return this != PREFORK;
        }
    }

    /** Processes that there may be at all; default 256 under prefork, else 16. */
    public static final Key<Integer> SERVER_LIMIT = Key.of("ServerLimit", 16, Values::atoi);

    /** Processes at the start; default 5 under prefork, else 3. */
    public static final Key<Integer> START_SERVERS = Key.of("StartServers", 3, Values::atoi);

    /** Threads of a process that work on requests; default 25. */
    public static final Key<Integer> THREADS_PER_CHILD = Key.of("ThreadsPerChild", 25, Values::atoi);

    /** The most that ThreadsPerChild can be; default 64. */
    public static final Key<Integer> THREAD_LIMIT = Key.of("ThreadLimit", 64, Values::atoi);

    /** Requests at a time; default 256 under prefork, else 400: neither follows ServerLimit or ThreadsPerChild upwards. */
    public static final Key<Integer> MAX_REQUEST_WORKERS = Key.of("MaxRequestWorkers", 400, Values::atoi);

    /** Connections beyond ThreadsPerChild that a process takes for each idle thread (event only); above 0, at least 1, default 2. */
    public static final Key<Double> ASYNC_REQUEST_WORKER_FACTOR = Key.of("AsyncRequestWorkerFactor", 2.0, Mpm::factor);

    /** Idle threads below which processes are started; default 75. */
    public static final Key<Integer> MIN_SPARE_THREADS = Key.of("MinSpareThreads", 75, Values::atoi);

    /** Idle threads above which processes are stopped; default 250. */
    public static final Key<Integer> MAX_SPARE_THREADS = Key.of("MaxSpareThreads", 250, Values::atoi);

    /** Idle processes below which processes are started (prefork); default 5. */
    public static final Key<Integer> MIN_SPARE_SERVERS = Key.of("MinSpareServers", 5, Values::atoi);

    /** Idle processes above which processes are stopped (prefork); default 10. */
    public static final Key<Integer> MAX_SPARE_SERVERS = Key.of("MaxSpareServers", 10, Values::atoi);

    /** Connections after which a process ends; default 0, never. */
    public static final Key<Integer> MAX_CONNECTIONS_PER_CHILD = Key.of("MaxConnectionsPerChild", 0, Values::atoi);

    /** The length of the kernel's queue; at least 1, default 511. */
    public static final Key<Integer> LISTEN_BACKLOG =
            Key.of("ListenBackLog", 511, Values.integer(1, Integer.MAX_VALUE));

    static final List<Key<?>> OF_ALL =
            List.of(SERVER_LIMIT, START_SERVERS, MAX_REQUEST_WORKERS, MAX_CONNECTIONS_PER_CHILD, LISTEN_BACKLOG);
    static final List<Key<?>> OF_PREFORK = List.of(MIN_SPARE_SERVERS, MAX_SPARE_SERVERS);
    static final List<Key<?>> OF_THREADED =
            List.of(THREADS_PER_CHILD, THREAD_LIMIT, MIN_SPARE_THREADS, MAX_SPARE_THREADS);

    private static Double factor(String text, Consumer<String> note) {
        try {
            double factor = Double.parseDouble(text);
            if (factor > 0 && factor <= Integer.MAX_VALUE) {
                if (factor < 1) {
                    note.accept(factor + " works as 1");
                }
                return Math.max(1, factor);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a number above 0", e);
        }
        throw new IllegalArgumentException("a number above 0");
    }

    /** Returns a value of the settings. */
    public <T> T value(Key<T> key) {
        return settings.value(key);
    }

    /** Processes when all of them are there: MaxRequestWorkers/ThreadsPerChild. */
    public int processes() {
        return value(MAX_REQUEST_WORKERS) / value(THREADS_PER_CHILD);
    }
}
