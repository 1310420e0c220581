package dev.holdfast.bridge;

import java.io.IOException;
import java.util.concurrent.Callable;

/** What a read came to, where a reset is an outcome like any other. */
final class Outcome {
    private Outcome() {}

    static String of(Callable<String> read) throws Exception {
        try {
            return read.call();
        } catch (IOException reset) {
            return "reset";
        }
    }
}
