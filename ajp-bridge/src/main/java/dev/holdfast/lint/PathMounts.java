package dev.holdfast.lint;

import dev.holdfast.httpd.ProxyMount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The mounts of plain paths of one server, found by what they cover: there may be thousands. */
final class PathMounts {
    private final List<ProxyMount> mounts;
    private final Map<String, List<Integer>> byPath = new HashMap<>();
    private final SortedSet<Integer> lengths = new TreeSet<>();

    /** @param mounts in the order in which mod_proxy looks at them */
    PathMounts(List<ProxyMount> mounts) {
        this.mounts = mounts;
        for (int i = 0; i < mounts.size(); i++) {
            String path = mounts.get(i).path();
            if (!mounts.get(i).regex()) {
                byPath.computeIfAbsent(path, one -> new ArrayList<>()).add(i);
                lengths.add(path.length());
            }
        }
    }

    /** Returns the mounts of {@code path} and of what it is below, in their order. */
    List<ProxyMount> covering(String path) {
        List<Integer> found = new ArrayList<>();
        for (int length : lengths.headSet(path.length() + 1)) {
            boolean whole = length == path.length();
            if (whole || path.charAt(length) == '/' || (length > 0 && path.charAt(length - 1) == '/')) {
                found.addAll(byPath.getOrDefault(path.substring(0, length), List.of()));
            }
        }
        return found.stream().sorted().map(mounts::get).toList();
    }

    /** Without a slash at the end, so that the root is empty. */
    static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
