package dev.holdfast.plan.log;

import dev.holdfast.config.Values;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads a log line by line. What is not of the format is counted, and the first such lines are kept to be shown. */
public final class LogReader {
    private static final int LONGEST_LINE = 64 << 10;
    private static final int SHOWN = 3;
    private static final int BUFFER = 1 << 16;
    private static final int PROBE_BYTES = 1 << 16;

    private final LogFormat format;
    private final Consumer<LogEntry> consumer;
    private final List<Damage> damages = new ArrayList<>();
    private long lines;
    private long damaged;

    /**
     * A line that is not of the format.
     *
     * @param line its number from 1
     * @param text its beginning
     */
    public record Damage(long line, String text) {}

    /** Makes a reader that gives entries to {@code consumer}. */
    public LogReader(LogFormat format, Consumer<LogEntry> consumer) {
        this.format = format;
        this.consumer = consumer;
    }

    /**
     * Reads a file, which is compressed if its name ends with {@code .gz}.
     *
     * @throws IOException if it cannot be read
     */
    public void read(Path file) throws IOException {
        try (InputStream in = open(file)) {
            read(in);
        }
    }

    /**
     * Returns whether one of a log's first lines is of the format.
     *
     * @throws IOException if it cannot be read
     */
    public static boolean isLikely(LogFormat format, Path file) throws IOException {
        LogReader reader = new LogReader(format, entry -> {});
        try (InputStream in = open(file)) {
            reader.read(new ByteArrayInputStream(in.readNBytes(PROBE_BYTES)));
        }
        return reader.lines() > reader.damaged();
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        return String.valueOf(file.getFileName()).endsWith(".gz") ? new GZIPInputStream(in, BUFFER) : in;
    }

    /** Reads up to the end of {@code in}. */
    public void read(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        boolean tooLong = false;
        int n;
        while ((n = in.read(buffer)) >= 0) {
            for (int i = 0; i < n; i++) {
                if (buffer[i] == '\n') {
                    line(line, length, tooLong);
                    length = 0;
                    tooLong = false;
                } else if (length < LONGEST_LINE) {
                    line[length++] = buffer[i];
                } else {
                    tooLong = true;
                }
            }
        }
        if (length > 0) {
            line(line, length, tooLong);
        }
    }

    private void line(byte[] bytes, int length, boolean tooLong) {
        lines++;
        int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        if (end == 0) {
            return;
        }
        String text = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        LogEntry entry = tooLong ? null : format.read(text);
        if (entry != null) {
            consumer.accept(entry);
            return;
        }
        damaged++;
        if (damages.size() < SHOWN) {
            damages.add(new Damage(lines, Values.printable(text)));
        }
    }

    /** Lines, empty and damaged ones included. */
    public long lines() {
        return lines;
    }

    /** Lines that are not of the format, or longer than 64 KiB. */
    public long damaged() {
        return damaged;
    }

    /** The first damaged lines. */
    public List<Damage> damages() {
        return List.copyOf(damages);
    }
}
