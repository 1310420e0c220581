package dev.holdfast.config.disk;

import dev.holdfast.config.ConfigFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files on this machine, among which pipes and devices are files too if somebody has named them, {@code /dev/stdin} for one: read to their
 * end, once, when they are first asked for. The limits are those of {@link DiskFiles}.
 */
public final class NamedFiles implements ConfigFiles {
    private final DiskFiles disk = new DiskFiles();
    private final List<String> named;
    private final Map<String, String> texts = new HashMap<>();

    /** @param named paths as they will be asked for */
    public NamedFiles(Collection<String> named) {
        this.named = List.copyOf(named);
    }

    @Override
    public @Nullable String text(String path) {
        String known = texts.get(path);
        if (known != null) {
            return known;
        }
        String text = disk.text(path);
        Path file = DiskFiles.path(path);
        if (text == null && named.contains(path) && file != null && Files.exists(file) && !Files.isDirectory(file)) {
            text = DiskFiles.text(path, file);
            texts.put(path, text);
        }
        return text;
    }

    @Override
    public @Nullable List<String> names(String path) {
        return disk.names(path);
    }

    @Override
    public String real(String path) {
        return disk.real(path);
    }
}
