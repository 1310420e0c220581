package dev.holdfast.modjk;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The options of JkOptions that are on for a server, each with the place that switched it on.
 *
 * @param on names as mod_jk's manual spells them; without any line ForwardURIProxy and ForwardKeySize
 */
public record JkOptions(Map<String, Origin> on) {
    private static final List<Set<String>> ALTERNATIVES = List.of(
            Set.of("ForwardURICompat", "ForwardURICompatUnparsed", "ForwardURIEscaped", "ForwardURIProxy"),
            Set.of("CollapseSlashesAll", "CollapseSlashesNone", "CollapseSlashesUnmount"),
            Set.of("ForwardLocalAddress", "ForwardPhysicalAddress"));
    private static final Set<String> SINGLE = Set.of(
            "ForwardDirectories",
            "FlushPackets",
            "FlushHeader",
            "DisableReuse",
            "ForwardSSLCertChain",
            "ForwardKeySize",
            "RejectUnsafeURI");
    private static final Map<String, String> SPELLINGS = spellings();

    /** What is on when nobody says. */
    public static final JkOptions DEFAULT =
            new JkOptions(Map.of("ForwardURIProxy", Origin.DEFAULT, "ForwardKeySize", Origin.DEFAULT));

    /** Copies the map, sorted. */
    public JkOptions {
        on = java.util.Collections.unmodifiableMap(new TreeMap<>(on));
    }

    private static Map<String, String> spellings() {
        Map<String, String> found = new LinkedHashMap<>();
        ALTERNATIVES.forEach(set -> set.forEach(name -> found.put(name.toLowerCase(Locale.ROOT), name)));
        SINGLE.forEach(name -> found.put(name.toLowerCase(Locale.ROOT), name));
        return Map.copyOf(found);
    }

    /** Whether the option is on. */
    public boolean has(String name) {
        return on.containsKey(name);
    }

    /**
     * Returns these options with {@code words} applied, each with or without + or - before it.
     *
     * @throws IllegalArgumentException if there is no such option, or it cannot be switched off
     */
    public JkOptions with(Setting<List<String>> words) {
        Map<String, Origin> now = new TreeMap<>(on);
        for (String word : words.value()) {
            boolean off = word.startsWith("-");
            String name = off || word.startsWith("+") ? word.substring(1) : word;
            String spelling = SPELLINGS.get(name.toLowerCase(Locale.ROOT));
            if (spelling == null) {
                throw new IllegalArgumentException(
                        "must be one of " + SPELLINGS.values().stream().sorted().collect(Collectors.joining(", ")));
            }
            if (off && ALTERNATIVES.get(0).contains(spelling)) {
                throw new IllegalArgumentException(
                        spelling + " cannot be switched off; switch on another way to forward");
            }
            for (Set<String> alternatives : ALTERNATIVES) {
                if (alternatives.contains(spelling)) {
                    now.keySet().removeAll(alternatives);
                }
            }
            if (off) {
                now.remove(spelling);
            } else {
                now.put(spelling, words.origin());
            }
        }
        return new JkOptions(now);
    }
}
