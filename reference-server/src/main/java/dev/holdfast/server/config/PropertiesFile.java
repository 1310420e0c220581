package dev.holdfast.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A properties file as the user gave it: UTF-8, in the syntax of {@link Properties#load(java.io.Reader)}, with the line that each key is on,
 * which {@link Properties} forgets.
 */
public final class PropertiesFile {
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private PropertiesFile(Path file) {
        this.file = file;
    }

    /**
     * The value of a key.
     *
     * @param line where the key is, 1 or more
     */
    public record Entry(String value, int line) {}

    /**
     * Reads the file.
     *
     * @throws ConfigurationException naming the file, and the line if it is about one: if the file cannot be read, has more than 1 MiB, is
     *     not UTF-8, has a broken escape or one key twice
     */
    public static PropertiesFile read(Path file) throws ConfigurationException {
        PropertiesFile properties = new PropertiesFile(file);
        properties.parse(decode(file, bytes(file)).split("\\R", -1));
        return properties;
    }

    /** Returns what the file says, by key, in its order. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /** Returns {@code file:line} of a key that is in the file. */
    public String place(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalArgumentException(key + " is not in " + file);
        }
        return file + ":" + entry.line();
    }

    private static byte[] bytes(Path file) throws ConfigurationException {
        if (Files.isDirectory(file)) {
            throw new ConfigurationException(file + ": is a directory, but must be a properties file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigurationException(file + ": has more than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file + ": no such file");
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(file + ": permission denied");
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static String decode(Path file, byte[] bytes) throws ConfigurationException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
        } catch (CharacterCodingException e) {
            // The decoder stops at the bytes it does not understand.
            int line = 1;
            for (int i = 0; i < rest.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new ConfigurationException(file + ":" + line + ": not a properties file in UTF-8");
        }
    }

    private void parse(String[] lines) throws ConfigurationException {
        int next = 0;
        while (next < lines.length) {
            int first = next;
            StringBuilder logical = new StringBuilder(lines[next++]);
            while (next < lines.length && !isComment(lines[first]) && isContinued(lines[next - 1])) {
                logical.append('\n').append(lines[next++]);
            }
            put(logical.toString(), first + 1);
        }
    }

    private static boolean isComment(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") || text.startsWith("!");
    }

    /** An odd number of backslashes at the end: the last one escapes the line's end and not another backslash. */
    private static boolean isContinued(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void put(String logicalLine, int number) throws ConfigurationException {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(logicalLine));
        } catch (IllegalArgumentException | IOException e) {
            throw new ConfigurationException(file + ":" + number + ": not a properties file: " + e.getMessage());
        }
        for (String key : parsed.stringPropertyNames()) {
            Entry earlier = entries.put(key, new Entry(parsed.getProperty(key), number));
            if (earlier != null) {
                throw new ConfigurationException(
                        file + ":" + number + ": " + key + " is on line " + earlier.line() + " already");
            }
        }
    }
}
