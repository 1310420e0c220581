package dev.holdfast.server.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes once it is done. What would keep it from that is found out before, so that no work is lost. */
final class OutputFile {
    private final String option;
    private final Path path;

    /**
     * Looks whether it can be written.
     *
     * @param option that names it, for messages
     * @throws FailedException if it cannot
     */
    OutputFile(String option, Path path) throws FailedException {
        this.option = option;
        this.path = path;
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw cannot("it is a directory");
        }
        if (!Files.isDirectory(folder)) {
            throw cannot("there is no directory " + folder);
        }
        if (!Files.isWritable(Files.exists(path) ? path : folder)) {
            throw cannot("permission denied");
        }
    }

    /** What writes the file. */
    interface Content {
        void write(Path path) throws IOException;
    }

    Path path() {
        return path;
    }

    void write(byte[] bytes) throws FailedException {
        write(file -> Files.write(file, bytes));
    }

    void write(Content content) throws FailedException {
        try {
            content.write(path);
        } catch (AccessDeniedException e) {
            throw cannot("permission denied");
        } catch (FileSystemException e) {
            throw cannot(e.getReason() == null ? e.toString() : e.getReason());
        } catch (IOException e) {
            throw cannot(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private FailedException cannot(String why) {
        return new FailedException(option + " " + path + " cannot be written: " + why);
    }
}
