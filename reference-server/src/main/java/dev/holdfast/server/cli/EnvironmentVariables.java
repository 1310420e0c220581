package dev.holdfast.server.cli;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.Spelling;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.GatewayKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The environment variables that are settings: {@code HOLDFAST_HTTP_KEEPALIVETIMEOUT} is {@code http.keepAliveTimeout}.
 *
 * <p>One that begins as a section of keys does, {@code HOLDFAST_HTTP_}, and is no key is an error; any other is somebody else's. A key of another
 * sub-command is let be, for the environment is the same for all of them; and so is what Kubernetes says of services.
 *
 * @param values by key
 * @param names the variable that each key came from
 */
record EnvironmentVariables(Map<String, String> values, Map<String, String> names) {
    private static final Logger LOG = Logger.getLogger(EnvironmentVariables.class);
    private static final String PREFIX = "HOLDFAST_";

    /**
     * Picks them out.
     *
     * @param dataSources the names that data sources have elsewhere
     * @param members the names that a gateway's back ends have elsewhere
     * @throws ConfigurationException naming the variable that is no key, and the nearest that is one
     */
    static EnvironmentVariables of(
            Map<String, String> environment, Set<Key> legal, Set<String> dataSources, Set<String> members)
            throws ConfigurationException {
        Map<String, String> byName = byName();
        boolean runsApplications = legal.contains(Key.DEPLOYMENTS_DIRECTORY);
        Set<String> sections = byName.keySet().stream()
                .map(name -> name.substring(0, name.indexOf('_', PREFIX.length()) + 1))
                .collect(Collectors.toSet());
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            Optional<String> key = Optional.ofNullable(byName.get(name));
            if (ServiceVariables.isOne(name, variable.getValue())) {
                key.filter(setting -> isLegal(setting, legal))
                        .ifPresent(setting -> LOG.warnf(
                                "%s=%s is what Kubernetes says of a service, and not taken for %s",
                                name, variable.getValue(), setting));
            } else if (name.startsWith(DataSourceVariables.PREFIX)) {
                if (runsApplications) {
                    put(DataSourceVariables.key(name, dataSources), variable, values, names);
                }
            } else if (name.startsWith(MemberVariables.PREFIX)) {
                if (!runsApplications) {
                    put(MemberVariables.key(name, members), variable, values, names);
                }
            } else if (key.isPresent() && isLegal(key.get(), legal)) {
                put(key.get(), variable, values, names);
            } else if (key.isEmpty() && sections.stream().anyMatch(name::startsWith)) {
                throw new ConfigurationException("environment: unknown key " + name + "; did you mean "
                        + Spelling.nearest(name, byName.keySet()) + "?");
            }
        }
        return new EnvironmentVariables(values, names);
    }

    private static void put(
            String key, Map.Entry<String, String> variable, Map<String, String> values, Map<String, String> names) {
        values.put(key, variable.getValue());
        names.put(key, variable.getKey());
    }

    /** Returns all keys but those of data sources and members, which have names of their own in them. */
    private static Map<String, String> byName() {
        Map<String, String> byName = new TreeMap<>();
        Stream.of(Key.values(), GatewayKey.values(), FrontKey.values())
                .flatMap(Arrays::stream)
                .map(Object::toString)
                .forEach(key -> byName.put(PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT), key));
        return byName;
    }

    private static boolean isLegal(String key, Set<Key> legal) {
        return Key.of(key).map(legal::contains).orElse(!legal.contains(Key.DEPLOYMENTS_DIRECTORY));
    }

    /** Returns where {@code key} was given. */
    String place(String key) {
        return "environment variable " + names.get(key);
    }
}
