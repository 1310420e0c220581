package dev.holdfast.config.disk;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files on this machine: at most 16 MiB each, and at most 100,000 in a directory. Text is UTF-8, or ISO 8859-1 if it is not UTF-8. Devices
 * and pipes are no files.
 */
public final class DiskFiles implements ConfigFiles {
    private static final int MAX_SIZE = 16 << 20;
    private static final int MAX_NAMES = 100_000;

    @Override
    public @Nullable String text(String path) {
        Path file = path(path);
        return file == null || !Files.isRegularFile(file) ? null : text(path, file);
    }

    /** Returns the text of what can be read at {@code file}. */
    static String text(String path, Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_SIZE + 1);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        if (bytes.length > MAX_SIZE) {
            throw new ConfigurationException(new Origin(path, 0), "the file has more than " + MAX_SIZE + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public @Nullable List<String> names(String path) {
        Path directory = path(path);
        if (directory == null || !Files.isDirectory(directory)) {
            return null;
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
                if (names.size() > MAX_NAMES) {
                    throw new ConfigurationException(
                            new Origin(path, 0), "the directory has more than " + MAX_NAMES + " entries");
                }
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        return names;
    }

    @Override
    public String real(String path) {
        Path file = path(path);
        try {
            return file == null ? path : file.toRealPath().toString();
        } catch (IOException e) {
            return path;
        }
    }

    static @Nullable Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static ConfigurationException unreadable(String path, IOException e) {
        return new ConfigurationException(
                new Origin(path, 0), e instanceof AccessDeniedException ? "permission denied" : "cannot be read: " + e);
    }
}
