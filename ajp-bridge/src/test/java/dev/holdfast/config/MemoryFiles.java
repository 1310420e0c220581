package dev.holdfast.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files that are not on a disk; directories are what their paths have in common. */
public final class MemoryFiles implements ConfigFiles {
    private final Map<String, String> files = new TreeMap<>();

    /** Adds a file. */
    public MemoryFiles with(String path, String... lines) {
        files.put(path, String.join("\n", lines));
        return this;
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
