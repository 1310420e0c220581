package dev.holdfast.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that some tests need and the build does not bring. */
final class Peers {
    private static final boolean REQUIRED = "required".equals(System.getProperty("holdfast.peers"));

    private Peers() {}

    /**
     * Returns where {@code program} is installed. Where it is not, the test is skipped with the way to install it, or fails if the build was
     * told {@code -Dholdfast.peers=required}.
     *
     * @param debianPackages what brings the program
     */
    static Path require(String program, String debianPackages) {
        Path found = Arrays.stream(
                        (System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        String missing = program + " is not installed: apt-get install " + debianPackages;
        if (REQUIRED) {
            Assertions.assertNotNull(found, missing);
        } else {
            Assumptions.assumeTrue(found != null, missing);
        }
        return found;
    }
}
