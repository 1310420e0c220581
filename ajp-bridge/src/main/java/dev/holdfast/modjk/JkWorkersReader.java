package dev.holdfast.modjk;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import dev.holdfast.modjk.JkWorker.Ajp;
import dev.holdfast.modjk.JkWorker.LoadBalancer;
import dev.holdfast.modjk.JkWorker.PingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads properties and makes workers of them, with the defaults that mod_jk computes. */
public final class JkWorkersReader {
    private final WorkerProperties properties;
    private final List<Remark> remarks;

    /**
     * Begins without properties.
     *
     * @param environment where {@code $(name)} is looked up when no property has that name
     * @param remarks is added to
     */
    public JkWorkersReader(Map<String, String> environment, List<Remark> remarks) {
        this.properties = new WorkerProperties(environment, remarks);
        this.remarks = remarks;
    }

    /** Adds the lines of a workers.properties. */
    public void addFile(String path, String text) {
        properties.addFile(path, text);
    }

    /** Adds one property: {@code name=value}. */
    public void add(String line, Origin origin) {
        properties.add(line, origin);
    }

    /**
     * Returns the workers.
     *
     * @param threadsPerChild the default of connection_pool_size
     * @throws ConfigurationException where mod_jk would not start
     */
    public JkWorkers workers(Setting<Integer> threadsPerChild) {
        properties.resolveReferences();
        Setting<String> list = properties.get("worker.list");
        List<String> names = list == null ? List.of("ajp13") : Values.list(list.value());
        Map<String, JkWorker> workers = new LinkedHashMap<>();
        for (String name : new LinkedHashSet<>(names)) {
            workers.put(name, worker(name, list == null ? Origin.DEFAULT : list.origin(), threadsPerChild));
        }
        Setting<String> maintain = properties.get("worker.maintain");
        return new JkWorkers(
                List.copyOf(workers.values()),
                maintain == null
                        ? new Setting<>(Duration.ofSeconds(60), Origin.DEFAULT)
                        : Key.of("worker.maintain", Duration.ofSeconds(60), JkValues.seconds(60))
                                .read(
                                        maintain.value(),
                                        maintain.origin(),
                                        notes(maintain.origin(), "worker.maintain")));
    }

    private JkWorker worker(String name, Origin list, Setting<Integer> threadsPerChild) {
        if (Values.hasJkVariable(name)) {
            throw new ConfigurationException(
                    list, "there is no value here for the variable in the name of a worker: " + Values.printable(name));
        }
        Origin first = properties.firstOf(name);
        Origin origin = first == null ? list : first;
        if (first == null) {
            remarks.add(new Remark(
                    list,
                    Remark.Kind.IGNORED,
                    "worker." + name,
                    "has no properties; mod_jk takes localhost:8009 for it"));
        }
        Setting<String> type = properties.get("worker." + name + ".type");
        String kind = type == null ? "ajp13" : type.value();
        switch (kind) {
            case "ajp13", "ajp14" -> {
                if (kind.equals("ajp14")) {
                    remarks.add(new Remark(
                            origin, Remark.Kind.UNSUPPORTED, "worker." + name + ".type", "ajp14 is treated as ajp13"));
                }
                return new Ajp(name, ajpSettings(name, threadsPerChild), origin);
            }
            case "lb" -> {
                return loadBalancer(name, origin, threadsPerChild);
            }
            case "status" -> {
                remarks.add(new Remark(
                        origin, Remark.Kind.UNSUPPORTED, "worker." + name + ".type", "there is no status page"));
                return new JkWorker.Status(name, Settings.NONE, origin);
            }
            default ->
                throw new ConfigurationException(
                        type == null ? origin : type.origin(),
                        "worker." + name + ".type must be one of ajp13, ajp14, lb, status: \"" + Values.printable(kind)
                                + "\"");
        }
    }

    private LoadBalancer loadBalancer(String name, Origin origin, Setting<Integer> threadsPerChild) {
        Setting<String> members = properties.get("worker." + name + ".balance_workers");
        if (members == null) {
            members = properties.get("worker." + name + ".balanced_workers");
        }
        if (members == null || Values.list(members.value()).isEmpty()) {
            throw new ConfigurationException(
                    origin, "worker." + name + ".balance_workers must name at least one worker");
        }
        Settings.Builder settings = read(name, LoadBalancer.KEYS);
        Duration recoverTime = settings.build().value(LoadBalancer.RECOVER_TIME);
        settings.putDefault(
                LoadBalancer.ERROR_ESCALATION_TIME,
                Duration.ofSeconds(recoverTime.toSeconds() / 2),
                Origin.defaultFrom(LoadBalancer.RECOVER_TIME.name()));
        Settings built = settings.build();
        List<Ajp> found = new ArrayList<>();
        Set<String> routes = new HashSet<>();
        for (String member : Values.list(members.value())) {
            Setting<String> type = properties.get("worker." + member + ".type");
            JkWorker worker = type != null && type.value().equals("lb")
                    ? null
                    : worker(member, members.origin(), threadsPerChild);
            if (!(worker instanceof Ajp ajp)) {
                throw new ConfigurationException(
                        members.origin(),
                        "worker." + name + ": its member " + Values.printable(member) + " is no AJP worker");
            }
            Ajp complete = member(ajp, built.get(JkWorker.SECRET));
            if (!routes.add(complete.settings().value(Ajp.ROUTE))) {
                throw new ConfigurationException(
                        members.origin(),
                        "worker." + name + ": two members have the route \""
                                + Values.printable(complete.settings().value(Ajp.ROUTE)) + "\"");
            }
            found.add(complete);
        }
        return new LoadBalancer(name, built, found, origin);
    }

    private Ajp member(Ajp worker, Setting<java.util.Optional<String>> secret) {
        Settings.Builder settings = worker.settings().toBuilder();
        if (secret.value().isPresent()) {
            settings.putDefault(JkWorker.SECRET, secret.value(), secret.origin());
        }
        settings.putDefault(Ajp.ROUTE, worker.name(), Origin.defaultFrom("name"));
        String route = settings.build().value(Ajp.ROUTE);
        if (route.indexOf('.') > 0) {
            settings.putDefault(Ajp.DOMAIN, route.substring(0, route.indexOf('.')), Origin.defaultFrom("route"));
        }
        if (settings.build().value(Ajp.PORT) == 0) {
            settings.put(Ajp.ACTIVATION, JkWorker.Activation.STOPPED, Origin.defaultFrom("port"));
        }
        return new Ajp(worker.name(), settings.build(), worker.origin());
    }

    private Settings ajpSettings(String name, Setting<Integer> threadsPerChild) {
        Settings.Builder settings = read(name, Ajp.KEYS);
        legacy(settings, Ajp.CONNECTION_POOL_SIZE, "worker." + name + ".cachesize");
        legacy(settings, Ajp.CONNECTION_POOL_TIMEOUT, "worker." + name + ".cache_timeout");
        legacy(settings, Ajp.ROUTE, "worker." + name + ".jvm_route");
        legacyActivation(settings, name, "disabled", JkWorker.Activation.DISABLED);
        legacyActivation(settings, name, "stopped", JkWorker.Activation.STOPPED);
        settings.putDefault(
                Ajp.CONNECTION_POOL_SIZE, threadsPerChild.value(), Origin.defaultFrom("threads of one process"));
        Settings set = settings.build();
        settings.putDefault(
                Ajp.CONNECTION_POOL_MINSIZE,
                (set.value(Ajp.CONNECTION_POOL_SIZE) + 1) / 2,
                Origin.defaultFrom(Ajp.CONNECTION_POOL_SIZE.name()));
        settings.putDefault(
                Ajp.SOCKET_CONNECT_TIMEOUT,
                set.value(Ajp.SOCKET_TIMEOUT),
                Origin.defaultFrom(Ajp.SOCKET_TIMEOUT.name()));
        settings.putDefault(
                Ajp.CONNECTION_ACQUIRE_TIMEOUT,
                set.value(JkWorker.RETRY_INTERVAL).multipliedBy(set.value(JkWorker.RETRIES)),
                Origin.defaultFrom("retries and retry_interval"));
        pings(settings, set);
        int packet = set.value(Ajp.MAX_PACKET_SIZE);
        settings.adjust(Ajp.SOCKET_BUFFER, (bytes, origin) -> bytes > 0 ? Math.max(bytes, packet) : bytes);
        return settings.build();
    }

    /** ping_mode sets the two timeouts and the interval that are not set otherwise; 0 counts as not set. */
    private static void pings(Settings.Builder settings, Settings set) {
        Setting<Set<PingMode>> mode = set.get(Ajp.PING_MODE);
        Duration timeout = set.value(Ajp.PING_TIMEOUT);
        Origin origin = Origin.defaultFrom("ping_mode and ping_timeout");
        if (mode.value().contains(PingMode.CONNECT)
                && set.value(Ajp.CONNECT_TIMEOUT).isZero()) {
            settings.put(Ajp.CONNECT_TIMEOUT, timeout, origin);
        }
        if (mode.value().contains(PingMode.PREPOST)
                && set.value(Ajp.PREPOST_TIMEOUT).isZero()) {
            settings.put(Ajp.PREPOST_TIMEOUT, timeout, origin);
        }
        if (mode.value().contains(PingMode.INTERVAL)
                && set.value(Ajp.CONNECTION_PING_INTERVAL).isZero()) {
            settings.put(Ajp.CONNECTION_PING_INTERVAL, Duration.ofSeconds(timeout.toMillis() / 100), origin);
        }
    }

    private Settings.Builder read(String name, List<Key<?>> keys) {
        Settings.Builder settings = new Settings.Builder();
        for (Key<?> key : keys) {
            readOne(settings, key, "worker." + name + "." + key.name());
        }
        return settings;
    }

    private <T> void readOne(Settings.Builder settings, Key<T> key, String property) {
        Setting<String> text = properties.get(property);
        if (text != null) {
            settings.put(key, key.read(text.value(), text.origin(), notes(text.origin(), property)));
        }
    }

    private <T> void legacy(Settings.Builder settings, Key<T> key, String property) {
        if (!settings.has(key)) {
            readOne(settings, key, property);
        }
    }

    private void legacyActivation(Settings.Builder settings, String name, String attribute, JkWorker.Activation value) {
        Setting<String> text = properties.get("worker." + name + "." + attribute);
        if (text != null && !properties.has("worker." + name + ".activation")) {
            boolean on =
                    JkValues.bool(false).parse(text.value(), notes(text.origin(), "worker." + name + "." + attribute));
            if (on) {
                settings.put(Ajp.ACTIVATION, value, text.origin());
            }
        }
    }

    private Consumer<String> notes(Origin origin, String name) {
        return note -> remarks.add(new Remark(origin, Remark.Kind.ADJUSTED, name, note));
    }
}
