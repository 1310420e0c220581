package dev.holdfast.connector.tls;

import dev.holdfast.connector.KeySource;
import dev.holdfast.connector.PemFiles;
import dev.holdfast.connector.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The TLS context in force, and the files it was made from. */
public final class ReloadingTls {
    private final TlsSettings settings;
    private Map<Path, Version> loaded;
    private volatile SSLContext context;

    /**
     * Reads the files.
     *
     * @throws IOException if one cannot be read or has nothing fit to be served; the message names it
     */
    public ReloadingTls(TlsSettings settings) throws IOException {
        this.settings = settings;
        loaded = versions();
        context = ContextLoader.load(settings);
    }

    /** Returns the settings, which never change. */
    public TlsSettings settings() {
        return settings;
    }

    /** Returns the context for handshakes that begin now. */
    public SSLContext context() {
        return context;
    }

    /**
     * Reads the files again where one has changed in size or time. Handshakes that begin after it are made with what they say now; sessions of
     * before are not resumed, since their certificates may no longer be trusted.
     *
     * @return whether one had changed
     * @throws IOException if one cannot be read or has nothing fit to be served; what was in force stays so
     */
    public synchronized boolean reload() throws IOException {
        Map<Path, Version> present = versions();
        if (present.equals(loaded)) {
            return false;
        }
        context = ContextLoader.load(settings);
        loaded = present;
        return true;
    }

    private Map<Path, Version> versions() throws IOException {
        Map<Path, Version> versions = new HashMap<>();
        for (KeySource source : settings.keyStores()) {
            for (Path file : source.files()) {
                versions.put(file, Version.of(file, source instanceof PemFiles ? "" : "key store "));
            }
        }
        if (settings.trustStore() != null) {
            Path file = settings.trustStore().file();
            versions.put(file, Version.of(file, "trust store "));
        }
        return versions;
    }

    private record Version(FileTime time, long size) {
        static Version of(Path file, String kind) throws IOException {
            if (!Files.isReadable(file)) {
                throw new IOException("cannot read " + kind + file);
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size());
        }
    }
}
