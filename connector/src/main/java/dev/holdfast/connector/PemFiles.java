package dev.holdfast.connector;

import java.nio.file.Path;
import java.util.List;

/**
 * A certificate and its private key in PEM (RFC 7468), as certificate authorities hand them out.
 *
 * @param certificates the server's certificate, and behind it those of the authorities between it and the root
 * @param key the private key, in PKCS #8 and not encrypted: what begins {@code -----BEGIN PRIVATE KEY-----}; may be the same file
 */
public record PemFiles(Path certificates, Path key) implements KeySource {
    @Override
    public List<Path> files() {
        return List.of(certificates, key);
    }

    /** Names the certificates' file. */
    @Override
    public String toString() {
        return certificates.toString();
    }
}
