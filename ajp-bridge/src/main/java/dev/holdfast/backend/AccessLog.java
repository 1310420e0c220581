package dev.holdfast.backend;

import dev.holdfast.config.Setting;

/**
 * An access log of a back end's.
 *
 * @param prefix what its file's name begins with
 * @param suffix what its file's name ends with; in between there may be a date
 * @param pattern its format, or the name of one
 */
public record AccessLog(String prefix, String suffix, Setting<String> pattern) {
    private static final String COMPRESSED = ".gz";

    /** Returns whether it is written to a file of that name, which may have been compressed since. */
    public boolean writes(String fileName) {
        String name = fileName.endsWith(COMPRESSED)
                ? fileName.substring(0, fileName.length() - COMPRESSED.length())
                : fileName;
        return name.length() >= prefix.length() + suffix.length() && name.startsWith(prefix) && name.endsWith(suffix);
    }
}
