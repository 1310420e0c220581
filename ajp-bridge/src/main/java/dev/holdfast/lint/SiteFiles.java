package dev.holdfast.lint;

import dev.holdfast.config.ConfigFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files of one configuration, which remembers what was read. A workers.properties that httpd.conf names at a place where there is none is
 * one of the same name that was given: configurations are looked at elsewhere than where they run.
 */
final class SiteFiles implements ConfigFiles {
    private final ConfigFiles files;
    private final String first;
    private final List<String> workers;
    private final Map<String, String> read = new LinkedHashMap<>();

    /**
     * @param first the file that the configuration begins with
     * @param workers the files of mod_jk that were given
     */
    SiteFiles(ConfigFiles files, String first, List<String> workers) {
        this.files = files;
        this.first = first;
        this.workers = workers;
    }

    @Override
    public @Nullable String text(String path) {
        String place = place(path);
        String text = files.text(place);
        if (text != null) {
            read.put(place, text);
        }
        return text;
    }

    /** What is not there has no names: an {@code Include} of it is left out and said to be, since it may not have been copied. */
    @Override
    public @Nullable List<String> names(String path) {
        List<String> names = files.names(path);
        return names == null && files.text(path) == null ? List.of() : names;
    }

    @Override
    public boolean areCopies() {
        return true;
    }

    @Override
    public String real(String path) {
        return files.real(path);
    }

    /** Of several files of the name the one that is nearest to the first file stands in, and none if two are as near. */
    @Override
    public String place(String path) {
        String name = path.substring(path.lastIndexOf('/'));
        List<String> named =
                workers.stream().filter(given -> given.endsWith(name)).toList();
        if (named.isEmpty() || files.text(path) != null) {
            return path;
        }
        int nearest = named.stream().mapToInt(this::common).max().orElseThrow();
        List<String> near =
                named.stream().filter(given -> common(given) == nearest).toList();
        return near.size() == 1 ? near.get(0) : path;
    }

    /** Returns how many directories {@code path} and the first file have in common. */
    private int common(String path) {
        String[] names = path.split("/", -1);
        String[] own = first.split("/", -1);
        int common = 0;
        while (common < Math.min(names.length, own.length) - 1 && names[common].equals(own[common])) {
            common++;
        }
        return common;
    }

    /** The real path of the file that the configuration begins with. */
    String first() {
        return files.real(first);
    }

    /** The real paths of what was read beside it. */
    Set<String> included() {
        return read.keySet().stream()
                .map(files::real)
                .filter(path -> !path.equals(first()))
                .collect(Collectors.toSet());
    }

    /** The texts that were read, by path. */
    Map<String, String> read() {
        return read;
    }
}
