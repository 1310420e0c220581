package dev.holdfast.modjk;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of one server: those of JkMount and JkUnMount, and those of its uriworkermap.properties. */
public final class UriMap {
    private static final int MAX_LINE_LENGTH = 8192;
    private static final int MAX_RULES = 100_000;

    /** mod_jk's order: more slashes first, then longer ones, then those of the file. */
    private static final Comparator<Rule> MOST_SPECIFIC_FIRST = Comparator.comparingLong((Rule rule) ->
                    -rule.mount.uri().chars().filter(c -> c == '/').count())
            .thenComparingInt(rule -> -rule.mount.uri().length())
            .thenComparing(rule -> !rule.fromFile);

    private final Map<String, Setting<String>> mounts = new LinkedHashMap<>();
    private final Map<String, Setting<String>> file = new LinkedHashMap<>();
    private final List<Remark> remarks;

    private record Rule(JkMount mount, boolean fromFile) {}

    /** Begins without rules; {@code remarks} is added to. */
    public UriMap(List<Remark> remarks) {
        this.remarks = remarks;
    }

    /** Adds a JkMount, or with {@code !} before the URI a JkUnMount; the last for a URI holds. */
    public void mount(String uri, String worker, Origin origin) {
        Setting<String> before = mounts.put(uri, new Setting<>(worker, origin));
        if (before != null) {
            remarks.add(new Remark(
                    before.origin(), Remark.Kind.IGNORED, Values.printable(uri), "is mounted again at " + origin));
        }
    }

    /** Adds the JkMounts of {@code main} for URIs that have none here (JkMountCopy). */
    public void copyMounts(UriMap main) {
        main.mounts.forEach(mounts::putIfAbsent);
    }

    /** Adds the lines of a uriworkermap.properties: {@code uri=worker;extension=value}. */
    public void addFile(String path, String text) {
        int lineNumber = 0;
        for (String line : text.split("\n", -1)) {
            Origin origin = new Origin(path, ++lineNumber);
            if (line.length() > MAX_LINE_LENGTH) {
                throw new ConfigurationException(
                        origin, "the line has more than " + MAX_LINE_LENGTH + " characters, and mod_jk would cut it");
            }
            int comment = line.indexOf('#');
            String rule = (comment < 0 ? line : line.substring(0, comment)).strip();
            int equals = rule.indexOf('=');
            String uri = equals < 0 ? rule : rule.substring(0, equals).strip();
            String worker = equals < 0 ? "" : rule.substring(equals + 1).strip();
            if (rule.isEmpty()) {
                continue;
            }
            if (uri.isEmpty() || worker.isEmpty()) {
                remarks.add(new Remark(
                        origin,
                        Remark.Kind.IGNORED,
                        Values.printable(rule),
                        "mod_jk takes no notice of a line without URI, = and worker"));
                continue;
            }
            Setting<String> before = file.put(uri, new Setting<>(worker, origin));
            if (before != null) {
                remarks.add(new Remark(
                        before.origin(), Remark.Kind.IGNORED, Values.printable(uri), "is mounted again at " + origin));
            }
        }
    }

    /** Returns the rules in the order in which mod_jk looks at them: the first that matches counts, unless an exclusion matches too. */
    public List<JkMount> rules() {
        List<Rule> rules = new ArrayList<>();
        mounts.forEach((uri, worker) -> add(uri, worker, false, rules));
        file.forEach((uri, worker) -> add(uri, worker, true, rules));
        return rules.stream().sorted(MOST_SPECIFIC_FIRST).map(Rule::mount).toList();
    }

    private void add(String uri, Setting<String> worker, boolean fromFile, List<Rule> rules) {
        int bar = uri.indexOf('|');
        // "/app|/*" stands for "/app" and "/app/*".
        List<String> uris =
                bar < 0 ? List.of(uri) : List.of(uri.substring(0, bar), uri.substring(0, bar) + uri.substring(bar + 1));
        for (String one : uris) {
            String path = one;
            boolean disabled = path.startsWith("-");
            path = disabled ? path.substring(1) : path;
            boolean exclusion = path.startsWith("!");
            path = exclusion ? path.substring(1) : path;
            if (!path.startsWith("/")) {
                remarks.add(new Remark(
                        worker.origin(),
                        Remark.Kind.IGNORED,
                        Values.printable(uri),
                        "mod_jk takes no notice of a URI without a slash at its beginning"));
                continue;
            }
            if (rules.size() >= MAX_RULES) {
                throw new ConfigurationException(worker.origin(), "more than " + MAX_RULES + " rules");
            }
            String[] parts = worker.value().split(";", -1);
            rules.add(new Rule(
                    new JkMount(
                            path,
                            parts[0].strip(),
                            exclusion,
                            disabled,
                            extensions(parts, worker.origin()),
                            worker.origin()),
                    fromFile));
        }
    }

    private Settings extensions(String[] parts, Origin origin) {
        Settings.Builder settings = new Settings.Builder();
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            // "session_path=;name" is one extension, and mod_jk drops the semicolon.
            if (part.equals("session_path=") && i + 1 < parts.length) {
                part += parts[++i].strip();
            }
            if (!part.isEmpty()) {
                extension(settings, part, origin);
            }
        }
        return settings.build();
    }

    private void extension(Settings.Builder settings, String part, Origin origin) {
        for (Key<?> key : JkMount.EXTENSIONS) {
            if (part.startsWith(key.name() + "=")) {
                put(settings, key, part.substring(key.name().length() + 1), origin);
                return;
            }
        }
        remarks.add(new Remark(
                origin, Remark.Kind.UNKNOWN, Values.printable(part), "mod_jk knows no such extension of a rule"));
    }

    private <T> void put(Settings.Builder settings, Key<T> key, String value, Origin origin) {
        if (settings.has(key)) {
            remarks.add(new Remark(origin, Remark.Kind.IGNORED, key.name(), "only the first one of a rule counts"));
            return;
        }
        settings.put(
                key,
                key.read(
                        value,
                        origin,
                        note -> remarks.add(new Remark(origin, Remark.Kind.ADJUSTED, key.name(), note))));
    }
}
