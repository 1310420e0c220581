package dev.holdfast.connector;

import java.nio.file.Path;
import java.util.List;

/**
 * A key store on disk, PKCS12 or JKS: the JDK tells which.
 *
 * @param file where it is
 * @param password of the store, and of every key in it
 */
public record KeyStoreFile(Path file, String password) implements KeySource {
    @Override
    public List<Path> files() {
        return List.of(file);
    }

    /** Names the file, and keeps the password to itself. */
    @Override
    public String toString() {
        return file.toString();
    }
}
