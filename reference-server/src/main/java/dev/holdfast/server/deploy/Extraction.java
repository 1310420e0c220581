package dev.holdfast.server.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Unpacks a zip file, or one folder of it, into a work directory, and refuses what would escape from it or fill the disk.
 *
 * @param maxEntries how many entries the zip may have
 * @param maxBytes how many bytes its entries may have together, unpacked; counted while unpacking, not believed from the zip
 */
record Extraction(int maxEntries, long maxBytes) {
    /** Far above any application met, far below what exhausts a server. */
    static final Extraction LIMITED = new Extraction(200_000, 4L << 30);

    private static final int BUFFER_BYTES = 1 << 16;

    /** Unpacks all of {@code zip} into the sub-directory {@code name} of {@code work}, and returns that. */
    Path unpack(Path zip, WorkDirectory work, String name) {
        return unpack(zip, "", work, name);
    }

    /**
     * Unpacks the entries of {@code zip} whose names start with {@code prefix}, without that prefix, as above.
     *
     * @throws Fault if the zip is corrupt, too large, or has an entry that is not a relative path beneath its root, or if the work directory
     *     is closed meanwhile
     */
    Path unpack(Path zip, String prefix, WorkDirectory work, String name) {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            if (file.size() > maxEntries) {
                throw Fault.of("the archive has " + file.size() + " entries; at most " + maxEntries + " are accepted");
            }
            Path target = work.directory(name);
            long left = maxBytes;
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path destination = destination(entry.getName(), prefix, target);
                if (entry.getName().startsWith(prefix)) {
                    left -= write(file, entry, work, destination, left);
                }
            }
            return target;
        } catch (ZipException e) {
            throw Fault.of("not a web archive, or a corrupt one (" + e.getMessage() + ")")
                    .because(e);
        } catch (IOException e) {
            throw Fault.of("cannot be unpacked", e);
        }
    }

    private long write(ZipFile file, ZipEntry entry, WorkDirectory work, Path destination, long left)
            throws IOException {
        try {
            if (entry.isDirectory()) {
                work.directory(destination);
                return 0;
            }
            Path parent = destination.getParent();
            if (parent != null) {
                work.directory(parent);
            }
            return copy(file, entry, work, destination, left);
        } catch (FileAlreadyExistsException e) {
            throw Fault.of("the entry is there twice, or is both a file and a directory")
                    .at(entry.getName())
                    .because(e);
        } catch (ZipException e) {
            throw Fault.of("the entry is corrupt (" + e.getMessage() + ")")
                    .at(entry.getName())
                    .because(e);
        }
    }

    private long copy(ZipFile file, ZipEntry entry, WorkDirectory work, Path destination, long left)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long written = 0;
        CRC32 checksum = new CRC32();
        try (InputStream in = file.getInputStream(entry);
                OutputStream out = work.newFile(destination)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                written += n;
                if (written > left) {
                    throw Fault.of("the archive unpacks to more than " + maxBytes + " bytes")
                            .at(entry.getName());
                }
                checksum.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
        requireIntact(entry, written, checksum.getValue());
        return written;
    }

    /** {@link ZipFile} inflates what is there and compares it with nothing. A negative size or CRC is one the zip does not tell. */
    private static void requireIntact(ZipEntry entry, long size, long crc) throws ZipException {
        if (entry.getSize() >= 0 && size != entry.getSize()) {
            throw new ZipException(size + " bytes, but the archive says " + entry.getSize());
        }
        if (entry.getCrc() >= 0 && crc != entry.getCrc()) {
            throw new ZipException("its CRC-32 is not the one in the archive");
        }
    }

    private static Path destination(String name, String prefix, Path target) {
        String relative = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        try {
            if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.matches("[A-Za-z]:.*") || leavesTheRoot(name)) {
                throw Fault.of("the entry's name is not a path beneath the archive's root")
                        .at(DeploymentException.oneLine(name));
            }
            return target.resolve(relative).normalize();
        } catch (InvalidPathException e) {
            throw Fault.of("the entry's name is not a file name")
                    .at(DeploymentException.oneLine(name))
                    .because(e);
        }
    }

    private static boolean leavesTheRoot(String name) {
        for (String segment : name.split("/", -1)) {
            if (segment.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
