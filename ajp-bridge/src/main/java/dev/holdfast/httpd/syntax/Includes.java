package dev.holdfast.httpd.syntax;

import dev.holdfast.config.ConfigFiles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that an Include names: one, all of a directory and its subdirectories, or those that match wildcards in any part of the path.
 * Each directory's names are in byte order, as httpd sorts them.
 */
public final class Includes {
    private static final int MAX_FILES = 10_000;
    private static final int MAX_DEPTH = 64;

    private final ConfigFiles files;

    /** Searches {@code files}. */
    public Includes(ConfigFiles files) {
        this.files = files;
    }

    /**
     * Returns the paths in the order of inclusion that an absolute path names; none if there is no such file. What is in a directory and is no
     * file, a link to nowhere for one, is there too.
     *
     * @throws IllegalArgumentException if there are too many
     */
    public List<String> find(String path) {
        List<String> found = new ArrayList<>();
        if (Glob.isPattern(path)) {
            match("/", path.substring(1).split("/", -1), 0, found);
        } else if (files.text(path) != null || files.names(path) != null) {
            addAll(path, 0, found);
        }
        return found;
    }

    private void match(String directory, String[] patterns, int index, List<String> found) {
        String pattern = patterns[index];
        boolean last = index == patterns.length - 1;
        if (!Glob.isPattern(pattern)) {
            step(Paths.resolve(directory, pattern), patterns, index, last, found);
            return;
        }
        List<String> names = sorted(directory);
        for (String name : names == null ? List.<String>of() : names) {
            if (Glob.matches(pattern, name)) {
                step(Paths.resolve(directory, name), patterns, index, last, found);
            }
        }
    }

    private void step(String path, String[] patterns, int index, boolean last, List<String> found) {
        if (last && (Glob.isPattern(patterns[index]) || files.text(path) != null || files.names(path) != null)) {
            addAll(path, 0, found);
        } else if (last) {
            return;
        } else {
            match(path, patterns, index + 1, found);
        }
    }

    private void addAll(String path, int depth, List<String> found) {
        if (depth > MAX_DEPTH || found.size() >= MAX_FILES) {
            throw new IllegalArgumentException(
                    "more than " + MAX_FILES + " files, or directories more than " + MAX_DEPTH + " deep");
        }
        List<String> names = sorted(path);
        if (names != null) {
            for (String name : names) {
                addAll(Paths.resolve(path, name), depth + 1, found);
            }
        } else {
            found.add(path);
        }
    }

    private @Nullable List<String> sorted(String directory) {
        List<String> names = files.names(directory);
        return names == null ? null : names.stream().sorted().toList();
    }
}
