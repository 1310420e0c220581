package dev.holdfast.modjk;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lines of workers.properties and of JkWorkerProperty, in the order in which mod_jk reads them: {@code name=value}, {@code #} begins
 * a comment anywhere, {@code $(name)} is an earlier property or a variable of the environment.
 */
final class WorkerProperties {
    private static final int MAX_LINE_LENGTH = 8192;
    private static final int MAX_PROPERTIES = 100_000;
    private static final int MAX_SUBSTITUTIONS = 20;
    private static final String REFERENCE = ".reference";

    /** Values of these are lists, and a second line adds to the first. */
    private static final Set<String> LISTS =
            Set.of("balance_workers", "mount", "user", "good", "bad", "fail_on_status", "list");

    private static final Set<String> NO_LONGER = Set.of(
            "sysprops",
            "stderr",
            "stdout",
            "mx",
            "ms",
            "class_path",
            "bridge",
            "jvm_lib",
            "ld_path",
            "cmd_line",
            "native_lib",
            "recycle_timeout",
            "secretkey",
            "local_worker",
            "local_worker_only");

    private static final Map<String, String> RENAMED = Map.of(
            "cachesize", "connection_pool_size",
            "cache_timeout", "connection_pool_timeout",
            "balanced_workers", "balance_workers",
            "jvm_route", "route",
            "disabled", "activation",
            "stopped", "activation");

    /** Those that are neither of a worker nor of a load balancer. */
    private static final Set<String> OTHERS = Set.of(
            "reference",
            "type",
            "mount",
            "balance_workers",
            "list",
            "maintain",
            "css",
            "ns",
            "xmlns",
            "doctype",
            "prefix",
            "read_only",
            "user",
            "user_case_insensitive",
            "good",
            "bad");

    private final Map<String, Setting<String>> properties = new LinkedHashMap<>();
    /** The same by name, so that those of one worker are beside each other, each with its place in the order of the files. */
    private final NavigableMap<String, Integer> places = new TreeMap<>();

    private final Map<String, String> environment;
    private final List<Remark> remarks;

    WorkerProperties(Map<String, String> environment, List<Remark> remarks) {
        this.environment = environment;
        this.remarks = remarks;
    }

    /** Adds a file. */
    void addFile(String path, String text) {
        int lineNumber = 0;
        for (String line : text.split("\n", -1)) {
            Origin origin = new Origin(path, ++lineNumber);
            if (line.length() > MAX_LINE_LENGTH) {
                throw new ConfigurationException(
                        origin, "the line has more than " + MAX_LINE_LENGTH + " characters, and mod_jk would cut it");
            }
            if (line.indexOf('\0') >= 0) {
                throw new ConfigurationException(origin, "the line has a NUL byte: this is not a text file");
            }
            int comment = line.indexOf('#');
            add(comment < 0 ? line : line.substring(0, comment), origin);
        }
    }

    /** Adds a line without comment. */
    void add(String line, Origin origin) {
        int equals = line.indexOf('=');
        String name = equals < 0 ? line.strip() : line.substring(0, equals).strip();
        String value = equals < 0 ? "" : line.substring(equals + 1).strip();
        if (name.isEmpty() && value.isEmpty()) {
            return;
        }
        if (name.isEmpty() || value.isEmpty()) {
            remark(origin, Remark.Kind.IGNORED, name, "mod_jk takes no notice of a line without name, = and value");
            return;
        }
        if (!isKnown(name, origin)) {
            return;
        }
        String substituted = substitute(value, origin);
        Setting<String> before = properties.get(name);
        String attribute = name.substring(name.lastIndexOf('.') + 1);
        boolean joins = before != null && (LISTS.contains(attribute) || !isWorkerProperty(name));
        if (before != null && !joins) {
            remark(origin, Remark.Kind.IGNORED, name, "replaces the value of " + before.origin());
        }
        String whole = before != null && joins
                ? before.value() + (LISTS.contains(attribute) ? "," : "*") + substituted
                : substituted;
        if (whole.length() > MAX_LINE_LENGTH * 16 || properties.size() > MAX_PROPERTIES) {
            throw new ConfigurationException(origin, "too many properties, or too long a list");
        }
        put(name, new Setting<>(whole, origin));
    }

    private void put(String name, Setting<String> setting) {
        properties.put(name, setting);
        places.putIfAbsent(name, places.size());
    }

    /** The names of properties that begin with {@code prefix}, each with its place. */
    private Map<String, Integer> below(String prefix) {
        return places.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
    }

    private static boolean isWorkerProperty(String name) {
        return name.startsWith("worker.");
    }

    private boolean isKnown(String name, Origin origin) {
        if (!isWorkerProperty(name)) {
            return true;
        }
        String attribute = name.substring(name.lastIndexOf('.') + 1);
        if (RENAMED.containsKey(attribute)) {
            remark(
                    origin,
                    Remark.Kind.DEPRECATED,
                    name,
                    "mod_jk's manual says " + RENAMED.get(attribute) + " instead of " + attribute);
            return true;
        }
        if (NO_LONGER.contains(attribute)) {
            remark(origin, Remark.Kind.DEPRECATED, name, "mod_jk accepts it and takes no notice of it");
            return false;
        }
        if (attribute.equals("mount")) {
            remark(origin, Remark.Kind.UNSUPPORTED, name, "its rules do not count; JkMount and JkMountFile do");
        }
        boolean known = OTHERS.contains(attribute)
                || JkWorker.Ajp.KEYS.stream().anyMatch(key -> key.name().equals(attribute))
                || JkWorker.LoadBalancer.KEYS.stream()
                        .anyMatch(key -> key.name().equals(attribute));
        if (!known) {
            throw new ConfigurationException(
                    origin, Values.printable(name) + ": mod_jk knows no such attribute, and httpd would not start");
        }
        return true;
    }

    private String substitute(String value, Origin origin) {
        StringBuilder out = new StringBuilder(value);
        int at = 0;
        for (int count = 0; count <= MAX_SUBSTITUTIONS; count++) {
            int start = out.indexOf("$(", at);
            int end = start < 0 ? -1 : out.indexOf(")", start);
            if (end < 0) {
                return out.toString();
            }
            String name = out.substring(start + 2, end);
            Setting<String> property = properties.get(name);
            String found = property != null ? property.value() : environment.get(name);
            if (found == null) {
                remark(
                        origin,
                        Remark.Kind.IGNORED,
                        "$(" + name + ")",
                        "there is no such property above, nor in the environment; it stays as it is");
                at = end;
            } else {
                out.replace(start, end + 1, found);
                at = start + found.length();
            }
        }
        throw new ConfigurationException(origin, "more than " + MAX_SUBSTITUTIONS + " variables in one value");
    }

    /**
     * Copies what {@code x.reference=worker.y} refers to.
     *
     * @throws ConfigurationException if it refers to nothing, or in a circle
     */
    void resolveReferences() {
        Set<String> done = new LinkedHashSet<>();
        for (String name : List.copyOf(properties.keySet())) {
            if (isWorkerProperty(name) && name.endsWith(REFERENCE)) {
                resolve(name, new LinkedHashSet<>(), done);
            }
        }
    }

    private void resolve(String name, Set<String> chain, Set<String> done) {
        Setting<String> reference = properties.get(name);
        if (reference == null || done.contains(name)) {
            return;
        }
        if (!chain.add(name)) {
            throw new ConfigurationException(
                    reference.origin(),
                    "references go round in a circle: " + String.join(" -> ", chain) + " -> " + name);
        }
        resolve(reference.value() + REFERENCE, chain, done);
        String from = reference.value() + ".";
        String to = name.substring(0, name.length() - REFERENCE.length()) + ".";
        List<String> found = List.copyOf(below(from).keySet());
        if (found.isEmpty()) {
            throw new ConfigurationException(
                    reference.origin(), name + ": there is nothing of \"" + Values.printable(reference.value()) + "\"");
        }
        for (String copied : found) {
            String copy = to + copied.substring(from.length());
            Setting<String> setting = properties.get(copied);
            if (setting != null && !properties.containsKey(copy)) {
                put(copy, setting);
            }
        }
        if (properties.size() > MAX_PROPERTIES) {
            throw new ConfigurationException(reference.origin(), "more than " + MAX_PROPERTIES + " properties");
        }
        chain.remove(name);
        done.add(name);
    }

    boolean has(String name) {
        return properties.containsKey(name);
    }

    @Nullable
    Setting<String> get(String name) {
        return properties.get(name);
    }

    /** Where the first property of {@code worker} is written, or null if there is none. */
    @Nullable
    Origin firstOf(String worker) {
        return below("worker." + worker + ".").entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(first -> properties.get(first.getKey()))
                .map(Setting::origin)
                .orElse(null);
    }

    private void remark(Origin origin, Remark.Kind kind, String name, String why) {
        remarks.add(new Remark(origin, kind, Values.printable(name), why));
    }
}
