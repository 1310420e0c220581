package dev.holdfast.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that some tests need and the build does not bring. */
public final class Peers {
    private static final boolean REQUIRED = "required".equals(System.getProperty("holdfast.peers"));

    private Peers() {}

    /**
     * Returns where {@code program} is installed. Where it is not, the test is skipped with the way to install it, or fails if the build was
     * told {@code -Dholdfast.peers=required}.
     *
     * @param debianPackages what brings the program
     */
    public static Path require(String program, String debianPackages) {
        Optional<Path> found = Arrays.stream(searched())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
        String missing = program + " is not installed: apt-get install " + debianPackages;
        if (REQUIRED) {
            Assertions.assertTrue(found.isPresent(), missing);
        } else if (found.isEmpty()) {
            // The build's summary says that a test was skipped, but not why.
            System.out.println("skipped: " + missing);
            Assumptions.abort(missing);
        }
        return found.orElseThrow();
    }

    /** Servers are not on everybody's path. */
    private static String[] searched() {
        return (System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator, -1);
    }
}
