package dev.holdfast.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that a configuration consists of. Paths are absolute, with {@code /} between names and without {@code .} and {@code ..}. */
public interface ConfigFiles {
    /**
     * Returns the text of a file, or null if there is none at {@code path}. Bytes that are not UTF-8 become whatever the implementation
     * chooses; names and numbers in these files are ASCII.
     *
     * @throws ConfigurationException if the file cannot be read or is larger than the implementation allows
     */
    @Nullable
    String text(String path);

    /**
     * Returns the names in a directory in any order, or null if there is no directory at {@code path}.
     *
     * @throws ConfigurationException if the directory cannot be read or has more entries than the implementation allows
     */
    @Nullable
    List<String> names(String path);

    /** Whether a file that another names may be missing, because these are copies: it is left out then, and said to be. By default it is an error. */
    default boolean areCopies() {
        return false;
    }

    /** Returns the path of the file whose text {@link #text} returns for {@code path}: another one where a file stands in for it. */
    default String place(String path) {
        return path;
    }

    /** Returns the one path of a file that has several because of links, or {@code path} if there is no such file. */
    default String real(String path) {
        return path;
    }
}
