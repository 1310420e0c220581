package dev.holdfast.bridge;

import java.io.IOException;

/** What a read came to, where a reset is an outcome like any other. */
final class Outcome {
    interface Read {
        String run() throws IOException;
    }

    private Outcome() {}

    static String of(Read read) {
        try {
            return read.run();
        } catch (IOException reset) {
            return "reset";
        }
    }
}
