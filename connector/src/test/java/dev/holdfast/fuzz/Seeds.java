package dev.holdfast.fuzz;

import dev.holdfast.http1.HttpVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes the table of hostile requests as the inputs that each fuzz target begins with. */
public final class Seeds {
    private static final int LONGEST = 4096;

    private Seeds() {}

    /** Writes into one directory for each target below {@code args[0]}. */
    public static void main(String[] args) throws IOException {
        List<byte[]> wires =
                HttpVectors.all().stream().map(HttpVectors.Vector::bytes).toList();
        Path root = Path.of(args[0]);
        write(root.resolve("ConnectionBytesFuzzer"), wires, ConnectionBytesFuzzer::input);
        write(root.resolve("RequestHeadFuzzer"), wires, wire -> wire);
        write(root.resolve("ChunkedDecoderFuzzer"), wires, Seeds::behindHead);
        write(root.resolve("RequestTargetFuzzer"), wires, wire -> wire);
        write(root.resolve("ConnectionMachineFuzzer"), List.of(), wire -> wire);
    }

    static byte[] behindHead(byte[] wire) {
        for (int i = 4; i < wire.length; i++) {
            if (wire[i - 4] == '\r' && wire[i - 3] == '\n' && wire[i - 2] == '\r' && wire[i - 1] == '\n') {
                return Arrays.copyOfRange(wire, i, wire.length);
            }
        }
        return wire;
    }

    private static void write(Path directory, List<byte[]> wires, UnaryOperator<byte[]> input) throws IOException {
        Files.createDirectories(directory);
        int number = 0;
        for (byte[] wire : wires) {
            if (wire.length <= LONGEST) {
                Files.write(directory.resolve("vector-" + number++), input.apply(wire));
            }
        }
    }
}
