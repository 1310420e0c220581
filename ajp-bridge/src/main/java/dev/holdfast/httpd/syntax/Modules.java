package dev.holdfast.httpd.syntax;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The modules that are there: each under its symbol ({@code jk_module}) and under its source file ({@code mod_jk.c}), because IfModule
 * takes both. The source file of a loaded module is not known here; it is taken to be named like the symbol, or like the shared object.
 */
public final class Modules {
    private static final Map<String, String> ODD_SOURCES = Map.of(
            "mpm_event_module", "event.c",
            "mpm_worker_module", "worker.c",
            "mpm_prefork_module", "prefork.c");

    private final Set<String> names;

    Modules(Set<String> staticModules) {
        names = new TreeSet<>(staticModules);
    }

    void load(String symbol, String sharedObject) {
        names.add(symbol);
        String odd = ODD_SOURCES.get(symbol);
        if (odd != null) {
            names.add(odd);
            return;
        }
        if (symbol.endsWith("_module")) {
            names.add("mod_" + symbol.substring(0, symbol.length() - "_module".length()) + ".c");
        }
        String file = sharedObject.substring(sharedObject.lastIndexOf('/') + 1);
        if (file.endsWith(".so")) {
            names.add(file.substring(0, file.length() - ".so".length()) + ".c");
        }
    }

    /** Whether a module is there, by its symbol or its source file. */
    public boolean has(String name) {
        return names.contains(name);
    }

    /** All names, sorted. */
    public Set<String> names() {
        return Set.copyOf(names);
    }
}
