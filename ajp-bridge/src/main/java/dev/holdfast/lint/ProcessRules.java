package dev.holdfast.lint;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.Mpm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbers of httpd's processes and threads. */
final class ProcessRules {
    private static final List<Key<Integer>> NUMBERS = List.of(
            Mpm.SERVER_LIMIT, Mpm.THREAD_LIMIT, Mpm.THREADS_PER_CHILD, Mpm.MAX_REQUEST_WORKERS, Mpm.START_SERVERS);

    /** The largest ServerLimit that event and worker are built with, and prefork's. */
    private static final int MAX_SERVER_LIMIT = 20_000;

    private static final int MAX_SERVER_LIMIT_PREFORK = 200_000;

    private static final Pattern TO_SERVER_LIMIT = Pattern.compile("(\\d+) becomes \\d+ because of ServerLimit");

    private ProcessRules() {}

    private static void needHttpd(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
    }

    /** What the reader says that httpd makes of values that somebody wrote down, by place. */
    private static Map<Origin, String> adjustments(Front front, Key<?> key) {
        Map<Origin, String> found = new LinkedHashMap<>();
        front.httpd().remarks().stream()
                .filter(remark -> remark.kind() == Remark.Kind.ADJUSTED
                        && remark.directive().equals(key.name())
                        && remark.origin().isFile())
                .forEach(remark -> found.merge(
                        remark.origin(), withoutName(remark.why(), key), (first, next) -> first + ", " + next));
        return found;
    }

    private static String withoutName(String why, Key<?> key) {
        String name = key.name() + ": ";
        return why.startsWith(name) ? why.substring(name.length()) : why;
    }

    static void adjusted(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            for (Key<Integer> key : NUMBERS) {
                adjustments(front, key)
                        .forEach((origin, why) -> out.warning(origin, key.name() + ": " + why, fix(front, key, why)));
            }
        }
    }

    private static String fix(Front front, Key<Integer> key, String why) {
        String inForce = key.name() + " " + front.mpm().value(key);
        Matcher asked = TO_SERVER_LIMIT.matcher(why);
        if (!key.equals(Mpm.MAX_REQUEST_WORKERS) || !asked.find()) {
            return inForce;
        }
        long processes = (Long.parseLong(asked.group(1)) + front.threads() - 1) / front.threads();
        int most = front.mpm().model().value().isThreaded() ? MAX_SERVER_LIMIT : MAX_SERVER_LIMIT_PREFORK;
        return processes > most ? inForce : inForce + ", or ServerLimit " + processes;
    }

    static void spareSlots(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            boolean chosen = Stream.of(Mpm.SERVER_LIMIT, Mpm.MAX_REQUEST_WORKERS, Mpm.THREADS_PER_CHILD)
                    .anyMatch(key -> front.mpm().settings().get(key).origin().isFile());
            int limit = front.mpm().value(Mpm.SERVER_LIMIT);
            if (front.mpm().model().value() == Mpm.Model.EVENT && chosen && limit == front.processes()) {
                Setting<Integer> workers = front.mpm().settings().get(Mpm.MAX_REQUEST_WORKERS);
                int spare = Math.max(2, limit / 4);
                out.note(
                        workers.origin().isFile() ? workers.origin() : front.at(Mpm.SERVER_LIMIT),
                        "MaxRequestWorkers " + front.workers() + " / ThreadsPerChild " + front.threads() + " = " + limit
                                + " processes, and ServerLimit is " + limit
                                + ": none can start while one finishes gracefully",
                        limit < MAX_SERVER_LIMIT
                                ? "ServerLimit " + Math.min(MAX_SERVER_LIMIT, limit + spare)
                                : "MaxRequestWorkers " + (limit - spare) * front.threads());
            }
        }
    }

    static void spareThreads(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            for (Key<Integer> key : List.of(Mpm.MAX_SPARE_THREADS, Mpm.MAX_SPARE_SERVERS)) {
                adjustments(front, key)
                        .forEach((origin, why) -> out.warning(
                                origin,
                                key.name() + ": " + why,
                                key.name() + " " + front.mpm().value(key)));
            }
        }
    }
}
