package dev.holdfast.it.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/** A program run to its end, and what it said. Its output goes to files, so that it never waits for us to read. */
record Program(int exitCode, String out, String err) {
    private static final long PATIENCE_SECONDS = 120;

    /**
     * Runs {@code command}.
     *
     * @param directory where the program runs, and where its output is kept
     */
    static Program run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + PATIENCE_SECONDS + " s: " + command);
            }
            return new Program(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Returns the number in the first group of {@code pattern}, which the output must have somewhere. */
    long number(String pattern) {
        Matcher matcher = java.util.regex.Pattern.compile(pattern).matcher(out);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in:\n" + this);
        }
        return Long.parseLong(matcher.group(1));
    }
}
