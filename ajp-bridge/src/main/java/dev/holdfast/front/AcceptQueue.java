package dev.holdfast.front;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How many connections wait in the kernel to be accepted, as Linux says in its table of TCP sockets. */
final class AcceptQueue {
    /** What stands for a number that the system does not tell. */
    static final int UNKNOWN = -1;

    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int QUEUES = 4;
    private static final String LISTEN = "0A";

    private AcceptQueue() {}

    /** Returns the number for the sockets that listen on {@code port}, or {@link #UNKNOWN}. */
    static int length(int port) {
        int sum = UNKNOWN;
        for (Path table : TABLES) {
            try {
                if (Files.isReadable(table)) {
                    int length = length(Files.readAllLines(table, StandardCharsets.US_ASCII), port);
                    sum = length == UNKNOWN ? sum : Math.max(0, sum) + length;
                }
            } catch (IOException untold) {
                return UNKNOWN;
            }
        }
        return sum;
    }

    static int length(List<String> table, int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        int sum = UNKNOWN;
        for (String line : table) {
            String[] fields = line.strip().split("\\s+", QUEUES + 2);
            if (fields.length > QUEUES && fields[LOCAL_ADDRESS].endsWith(local) && fields[STATE].equals(LISTEN)) {
                String received = fields[QUEUES].substring(fields[QUEUES].indexOf(':') + 1);
                sum = Math.max(0, sum) + Integer.parseInt(received, 16);
            }
        }
        return sum;
    }
}
