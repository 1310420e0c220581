package dev.holdfast.server.cli;

import dev.holdfast.server.deploy.HostName;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The keys of virtual hosts, {@code hosts.NAME}, whose values are lists of aliases. */
final class HostKeys {
    static final String LEGAL = "names of hosts without ports, with commas between them";

    private static final String SECTION = "hosts.";

    private HostKeys() {}

    /** Returns the name of the host that {@code key} is of, if it is a key of one. */
    static Optional<String> name(String key) {
        return key.startsWith(SECTION) ? host(key.substring(SECTION.length())) : Optional.empty();
    }

    /** Returns the aliases that {@code text} lists, if that is what it does. */
    static Optional<Set<String>> aliases(String text) {
        Set<String> aliases = new LinkedHashSet<>();
        for (String alias : text.split(",", -1)) {
            Optional<String> name = host(alias);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            aliases.add(name.get());
        }
        return Optional.of(aliases);
    }

    private static Optional<String> host(String text) {
        try {
            return Optional.of(HostName.of(text));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }
}
