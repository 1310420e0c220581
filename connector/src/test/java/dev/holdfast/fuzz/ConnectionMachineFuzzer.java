package dev.holdfast.fuzz;

import dev.holdfast.lifetime.MachineLife;

/** The connection machine: each input is a life. */
public final class ConnectionMachineFuzzer {
    private ConnectionMachineFuzzer() {}

    /** Called by the fuzzer: the events. */
    public static void fuzzerTestOneInput(byte[] input) {
        MachineLife.live(input);
    }
}
