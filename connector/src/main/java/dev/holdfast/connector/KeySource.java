package dev.holdfast.connector;

import java.nio.file.Path;
import java.util.List;

/** Where private keys and the certificates for them are. */
public sealed interface KeySource permits KeyStoreFile, PemFiles {
    /** Returns the files that it is read from. */
    List<Path> files();
}
