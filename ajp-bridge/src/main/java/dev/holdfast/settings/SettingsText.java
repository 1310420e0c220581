package dev.holdfast.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is in a file of settings, before it is taken apart. */
final class SettingsText {
    private static final int MAX_BYTES = 1 << 20;

    private SettingsText() {}

    /**
     * Reads the file.
     *
     * @param kind what it must be, such as "properties file"
     * @throws ConfigurationException naming the file, and the line if it is about one: if the file cannot be read, has more than 1 MiB or is not UTF-8
     */
    static String read(Path file, String kind) throws ConfigurationException {
        return decode(file, bytes(file, kind), kind);
    }

    private static byte[] bytes(Path file, String kind) throws ConfigurationException {
        if (Files.isDirectory(file)) {
            throw new ConfigurationException(file + ": is a directory, but must be a " + kind);
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

    private static String decode(Path file, byte[] bytes, String kind) throws ConfigurationException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
        } catch (CharacterCodingException e) {
            // The decoder stops at the bytes it does not understand.
            int line = 1;
            for (int i = 0; i < rest.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new ConfigurationException(file + ":" + line + ": not a " + kind + " in UTF-8");
        }
    }
}
