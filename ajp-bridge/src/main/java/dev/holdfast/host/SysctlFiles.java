package dev.holdfast.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In which order files of kernel settings are read, the later of which count. */
public final class SysctlFiles {
    /** Where systemd looks for a name first. */
    private static final List<String> DIRECTORIES = List.of("/etc/", "/run/", "/usr/local/lib/", "/usr/lib/", "/lib/");

    private SysctlFiles() {}

    /**
     * Returns {@code paths} in the order in which they are read: those in a directory {@code sysctl.d} by name, of one name only that in
     * {@code /etc}, {@code /run} or {@code /usr}, whichever comes first here; then others in the given order, {@code sysctl.conf} and what
     * {@code sysctl -a} has printed.
     */
    public static List<String> inOrder(List<String> paths) {
        Map<String, String> byName = new LinkedHashMap<>();
        paths.stream()
                .filter(SysctlFiles::isPart)
                .sorted(Comparator.comparing(SysctlFiles::name).thenComparing(SysctlFiles::rank))
                .forEach(path -> byName.putIfAbsent(name(path), path));
        List<String> ordered = new ArrayList<>(byName.values());
        paths.stream().filter(path -> !isPart(path)).forEach(ordered::add);
        return ordered;
    }

    private static boolean isPart(String path) {
        return path.matches(".*/sysctl\\.d/[^/]*");
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static int rank(String path) {
        int rank = 0;
        while (rank < DIRECTORIES.size() && !path.endsWith(DIRECTORIES.get(rank) + "sysctl.d/" + name(path))) {
            rank++;
        }
        return rank;
    }
}
