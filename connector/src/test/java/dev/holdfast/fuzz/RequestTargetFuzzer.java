package dev.holdfast.fuzz;

import dev.holdfast.connector.undertow.FilledExchange;

/** What Undertow makes of an accepted head: its decoding of targets either succeeds or is refused, and never fails in another way. */
public final class RequestTargetFuzzer {
    private RequestTargetFuzzer() {}

    /** Called by the fuzzer: the bytes of a head. */
    public static void fuzzerTestOneInput(byte[] input) {
        String path = FilledExchange.pathOf(input);
        Oracle.require(path.indexOf('\0') < 0, "no path has a NUL", path);
    }
}
