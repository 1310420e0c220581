package dev.holdfast.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files that are not on a disk; directories are what their paths have in common. */
public final class MemoryFiles implements ConfigFiles {
    private final Map<String, String> files = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();

    /** Adds a file. */
    public MemoryFiles with(String path, String... lines) {
        files.put(path, String.join("\n", lines));
        return this;
    }

    /** Adds a link to a file that is there. */
    public MemoryFiles withLink(String path, String to) {
        files.put(path, String.valueOf(files.get(to)));
        links.put(path, to);
        return this;
    }

    @Override
    public String real(String path) {
        return links.getOrDefault(path, path);
    }

    @Override
    public @Nullable String text(String path) {
        return files.get(path);
    }

    @Override
    public @Nullable List<String> names(String path) {
        String prefix = path.equals("/") ? "/" : path + "/";
        List<String> names = files.keySet().stream()
                .filter(file -> file.startsWith(prefix))
                .map(file -> file.substring(prefix.length()).split("/", -1)[0])
                .distinct()
                .toList();
        return names.isEmpty() ? null : names;
    }
}
