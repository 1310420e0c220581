package dev.holdfast.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where findings go as SARIF: never over what was read, nor over anything else that is no JSON, since a name is easily forgotten. */
final class SarifFile {
    private static final String OPTION = "--sarif";

    private final Path path;
    private final OutputFile file;

    /** @throws FailedException if it cannot be written, or there is something else already */
    SarifFile(Path path) throws FailedException {
        this.path = path;
        this.file = new OutputFile(OPTION, path);
        if (Files.isRegularFile(path) && !isEmptyOrJson()) {
            throw cannot("there is a file already, which is no SARIF");
        }
    }

    /** By its first bytes. */
    private boolean isEmptyOrJson() throws FailedException {
        try (InputStream in = Files.newInputStream(path)) {
            String start = new String(in.readNBytes(64), StandardCharsets.UTF_8).strip();
            return start.isEmpty() ? Files.size(path) == 0 : start.startsWith("{");
        } catch (IOException e) {
            throw cannot("what is there cannot be read");
        }
    }

    /** @throws FailedException if it is one of {@code files}, by whatever name */
    void requireNoneOf(List<String> files) throws FailedException {
        for (String other : files) {
            try {
                if (Files.exists(path) && Files.isSameFile(path, Path.of(other))) {
                    throw cannot("it is one of the files that were read: " + other);
                }
            } catch (IOException e) {
                throw cannot(e.toString());
            }
        }
    }

    void write(String text) throws FailedException {
        file.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private FailedException cannot(String why) {
        return new FailedException(OPTION + " " + path + " cannot be written: " + why);
    }
}
