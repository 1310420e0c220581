package dev.holdfast.lint;

import dev.holdfast.config.ConfigFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a site, which remembers what was read. A workers.properties that httpd.conf names at a place where there is none is the one of
 * the same name that was given: configurations are looked at elsewhere than where they run.
 */
final class SiteFiles implements ConfigFiles {
    private final ConfigFiles files;
    private final Map<String, String> given;
    private final Map<String, String> read = new LinkedHashMap<>();
    private final Map<String, String> standIns = new LinkedHashMap<>();

    /** @param given paths of the files of mod_jk that were given, by their names without directories */
    SiteFiles(ConfigFiles files, Map<String, String> given) {
        this.files = files;
        this.given = given;
    }

    @Override
    public @Nullable String text(String path) {
        String text = files.text(path);
        if (text == null) {
            String standIn = given.get(path.substring(path.lastIndexOf('/') + 1));
            text = standIn == null ? null : files.text(standIn);
            if (standIn != null && text != null) {
                standIns.put(path, standIn);
            }
        }
        if (text != null) {
            read.put(place(path), text);
        }
        return text;
    }

    /** What is not there has no names: an {@code Include} of it is left out and said to be, since it may not have been copied. */
    @Override
    public @Nullable List<String> names(String path) {
        List<String> names = files.names(path);
        return names == null && files.text(path) == null ? List.of() : names;
    }

    /** Returns the file that was read where {@code path} was asked for. */
    String place(String path) {
        return standIns.getOrDefault(path, path);
    }

    /** The texts that were read, by path. */
    Map<String, String> read() {
        return read;
    }
}
