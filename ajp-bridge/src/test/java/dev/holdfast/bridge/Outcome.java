package dev.holdfast.bridge;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** What a read came to, where a reset is an outcome like any other. */
final class Outcome {
    interface Read {
        String run() throws IOException;
    }

    private Outcome() {}

    static String of(Read read) {
        try {
            return read.run();
        } catch (SocketTimeoutException hung) {
            throw new AssertionError("the connection was left open", hung);
        } catch (IOException reset) {
            return "reset";
        }
    }
}
