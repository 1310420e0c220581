package dev.holdfast.fidelity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The connections that Linux has for a front that has not accepted them. */
final class AcceptQueue {
    private static final Path SOCKETS = Path.of("/proc/net/tcp");
    private static final String LISTENS = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int QUEUES = 4;
    private static final int HEXADECIMAL = 16;

    private AcceptQueue() {}

    /** Returns how many there are for a port of IPv4. */
    static int length(int port) throws IOException {
        return length(Files.readAllLines(SOCKETS), port);
    }

    /** @param sockets lines as Linux writes them: {@code 0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 ...} */
    static int length(List<String> sockets, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        int length = 0;
        for (String line : sockets) {
            String[] fields = line.strip().split(" +", -1);
            if (fields.length > QUEUES && fields[LOCAL].endsWith(suffix) && fields[STATE].equals(LISTENS)) {
                String received = fields[QUEUES].substring(fields[QUEUES].indexOf(':') + 1);
                length += Integer.parseInt(received, HEXADECIMAL);
            }
        }
        return length;
    }
}
