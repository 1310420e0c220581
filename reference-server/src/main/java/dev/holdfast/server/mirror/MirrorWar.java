package dev.holdfast.server.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The mirror as an archive to deploy. */
public final class MirrorWar {
    private MirrorWar() {}

    /**
     * Writes it; it has a class and no descriptor.
     *
     * @param file must not be there
     * @throws IOException if it is, or cannot be written
     */
    public static void write(Path file) throws IOException {
        String name = MirrorServlet.class.getName().replace('.', '/') + ".class";
        try (InputStream servlet = MirrorServlet.class.getResourceAsStream("/" + name)) {
            if (servlet == null) {
                throw new IllegalStateException("the distribution lacks " + name);
            }
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                    ZipOutputStream war = new ZipOutputStream(out)) {
                war.putNextEntry(new ZipEntry("WEB-INF/classes/" + name));
                servlet.transferTo(war);
                war.closeEntry();
            }
        }
    }
}
