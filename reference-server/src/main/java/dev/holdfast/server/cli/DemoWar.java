package dev.holdfast.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The sample application, which travels inside the distribution. */
final class DemoWar {
    private DemoWar() {}

    /**
     * Copies the archive to a temporary file that goes away with the JVM.
     *
     * @throws IOException if it cannot be written, with a message that says where to
     */
    static Path extract() throws IOException {
        try (InputStream archive = DemoWar.class.getResourceAsStream("/demo.war")) {
            if (archive == null) {
                throw new IllegalStateException("the distribution lacks its demo.war");
            }
            Path file = Files.createTempFile("holdfast-demo-", ".war");
            file.toFile().deleteOnExit();
            Files.copy(archive, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            String temporary = System.getProperty("java.io.tmpdir");
            String reason = Files.isDirectory(Path.of(temporary)) ? e.getMessage() : "no such directory";
            throw new IOException(
                    "the demo application cannot be written to " + temporary + " (java.io.tmpdir): " + reason, e);
        }
    }
}
