package dev.holdfast.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A properties file as the user gave it: UTF-8, in the syntax of {@link Properties#load(java.io.Reader)}, with the line that each key is on,
 * which {@link Properties} forgets.
 */
public final class PropertiesFile {
    private final Path file;
    private final SettingsFile settings;

    private PropertiesFile(Path file) {
        this.file = file;
        this.settings = new SettingsFile(file);
    }

    /**
     * Reads the file.
     *
     * @throws ConfigurationException naming the file, and the line if it is about one: if the file cannot be read, has more than 1 MiB, is
     *     not UTF-8, has a broken escape or one key twice
     */
    public static SettingsFile read(Path file) throws ConfigurationException {
        PropertiesFile properties = new PropertiesFile(file);
        properties.parse(SettingsText.read(file, "properties file").split("\\R", -1));
        return properties.settings;
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
            settings.put(key, parsed.getProperty(key), number);
        }
    }
}
