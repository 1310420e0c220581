package dev.holdfast.httpd;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Modules;
import dev.holdfast.httpd.syntax.Node;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The directives of the process model, and the corrections that prefork.c, worker.c and event.c make before they start. */
final class MpmReader {
    private static final int MAX_SERVER_LIMIT = 20_000;
    private static final int MAX_SERVER_LIMIT_PREFORK = 200_000;
    private static final int MAX_THREAD_LIMIT = 20_000;
    private static final int MAX_THREAD_LIMIT_EVENT = 100_000;

    /** Older names, which httpd 2.4 still takes. */
    private static final Map<String, Key<?>> OLD_NAMES =
            Map.of("maxclients", Mpm.MAX_REQUEST_WORKERS, "maxrequestsperchild", Mpm.MAX_CONNECTIONS_PER_CHILD);

    private final Mpm.Model model;
    private final Setting<Mpm.Model> chosen;
    private final Remarks remarks;
    private final Settings.Builder settings = new Settings.Builder();

    MpmReader(Modules modules, Remarks remarks) {
        this.remarks = remarks;
        this.chosen = choose(modules);
        this.model = chosen.value();
    }

    private static Setting<Mpm.Model> choose(Modules modules) {
        for (Mpm.Model model : Mpm.Model.values()) {
            String name = Values.lower(model.name());
            if (modules.has("mpm_" + name + "_module") || modules.has(name + ".c")) {
                return new Setting<>(model, new Origin("LoadModule mpm_" + name + "_module", 0));
            }
        }
        return new Setting<>(Mpm.Model.EVENT, Origin.DEFAULT);
    }

    /** Takes the directive, if it is one of a process model. */
    boolean take(Node.Directive directive) {
        String name = Values.lower(directive.name());
        Key<?> old = OLD_NAMES.get(name);
        if (old != null) {
            remarks.deprecated(directive, "httpd's manual says " + old.name() + " instead");
            put(directive, old);
            return true;
        }
        List<Key<?>> ours = model.isThreaded() ? Mpm.OF_THREADED : Mpm.OF_PREFORK;
        for (Key<?> key : Stream.of(Mpm.OF_ALL, ours).flatMap(List::stream).toList()) {
            if (directive.is(key.name())) {
                put(directive, key);
                return true;
            }
        }
        if (directive.is(Mpm.ASYNC_REQUEST_WORKER_FACTOR.name()) && model == Mpm.Model.EVENT) {
            put(directive, Mpm.ASYNC_REQUEST_WORKER_FACTOR);
            return true;
        }
        boolean foreign = Stream.of(Mpm.OF_PREFORK, Mpm.OF_THREADED, List.of(Mpm.ASYNC_REQUEST_WORKER_FACTOR))
                .flatMap(List::stream)
                .anyMatch(key -> directive.is(key.name()));
        if (foreign) {
            remarks.unknown(
                    directive, "the MPM " + Values.lower(model.name()) + " has no such directive and would not start");
        }
        return foreign;
    }

    private <T> void put(Node.Directive directive, Key<T> key) {
        settings.put(key, key.read(Arguments.one(directive), directive.origin(), remarks.adjusting(directive)));
    }

    /** Returns the process model in force. */
    Mpm finish() {
        defaults();
        boolean event = model == Mpm.Model.EVENT;
        correct(
                Mpm.SERVER_LIMIT,
                1,
                model.isThreaded() ? MAX_SERVER_LIMIT : MAX_SERVER_LIMIT_PREFORK,
                "a limit of httpd");
        if (model.isThreaded()) {
            correct(Mpm.THREAD_LIMIT, 1, event ? MAX_THREAD_LIMIT_EVENT : MAX_THREAD_LIMIT, "a limit of httpd");
            correct(Mpm.THREADS_PER_CHILD, 1, value(Mpm.THREAD_LIMIT), "ThreadLimit");
            int threads = value(Mpm.THREADS_PER_CHILD);
            correct(Mpm.MAX_REQUEST_WORKERS, threads, Integer.MAX_VALUE, "ThreadsPerChild");
            int whole = value(Mpm.MAX_REQUEST_WORKERS) / threads * threads;
            correct(Mpm.MAX_REQUEST_WORKERS, threads, whole, "a multiple of ThreadsPerChild");
            int most = (int) Math.min(Integer.MAX_VALUE, (long) value(Mpm.SERVER_LIMIT) * threads);
            correct(Mpm.MAX_REQUEST_WORKERS, threads, most, "ServerLimit * ThreadsPerChild");
            correct(Mpm.MIN_SPARE_THREADS, 1, Integer.MAX_VALUE, "a limit of httpd");
            long spare = value(Mpm.MIN_SPARE_THREADS) + threads + 1L;
            correct(
                    Mpm.MAX_SPARE_THREADS,
                    (int) Math.min(Integer.MAX_VALUE, spare),
                    Integer.MAX_VALUE,
                    "MinSpareThreads + ThreadsPerChild + 1");
        } else {
            correct(Mpm.MAX_REQUEST_WORKERS, 1, value(Mpm.SERVER_LIMIT), "ServerLimit");
            correct(Mpm.MIN_SPARE_SERVERS, 1, Integer.MAX_VALUE, "a limit of httpd");
            correct(
                    Mpm.MAX_SPARE_SERVERS,
                    (int) Math.min(Integer.MAX_VALUE, value(Mpm.MIN_SPARE_SERVERS) + 1L),
                    Integer.MAX_VALUE,
                    "MinSpareServers + 1");
        }
        int processes = value(Mpm.MAX_REQUEST_WORKERS) / value(Mpm.THREADS_PER_CHILD);
        correct(Mpm.START_SERVERS, 1, processes, "the number of processes");
        return new Mpm(chosen, settings.build());
    }

    private void defaults() {
        if (model.isThreaded()) {
            return;
        }
        Origin origin = Origin.defaultFrom("prefork");
        settings.put(Mpm.THREADS_PER_CHILD, 1, origin);
        settings.put(Mpm.THREAD_LIMIT, 1, origin);
        settings.putDefault(Mpm.SERVER_LIMIT, 256, origin);
        settings.putDefault(Mpm.MAX_REQUEST_WORKERS, 256, origin);
        settings.putDefault(Mpm.START_SERVERS, 5, origin);
    }

    private int value(Key<Integer> key) {
        return settings.build().value(key);
    }

    private void correct(Key<Integer> key, int min, int max, String because) {
        settings.adjust(key, (value, origin) -> {
            int corrected = Math.max(min, Math.min(max, value));
            if (corrected != value) {
                boolean belowOne = value < 1 && corrected == 1;
                remarks.adjusted(
                        origin,
                        key.name(),
                        value + " becomes " + corrected + (belowOne ? ", the least" : " because of " + because));
            }
            return corrected;
        });
    }
}
