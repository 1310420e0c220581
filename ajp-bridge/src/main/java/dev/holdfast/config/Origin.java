package dev.holdfast.config;

/**
 * Where a value came from.
 *
 * @param source a file's path, or what else it was: {@code default}, {@code command line}
 * @param line the line in the file, counted from 1 (of a continued line the first); 0 if the source is no file
 */
public record Origin(String source, int line) {
    /** Nobody set the value. */
    public static final Origin DEFAULT = new Origin("default", 0);

    /** Nobody set the value, which follows from {@code what} (another setting's name). */
    public static Origin defaultFrom(String what) {
        return new Origin("default from " + what, 0);
    }

    /** Whether somebody wrote the value down. */
    public boolean isFile() {
        return line > 0;
    }

    /** {@code file:line}, or the source. */
    @Override
    public String toString() {
        return line > 0 ? source + ":" + line : source;
    }
}
