package dev.holdfast.fidelity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The connections of a port, as Linux lists them. */
final class KernelSockets {
    /** Java's own sockets are of IPv6, whatever address they have. */
    private static final List<Path> SOCKETS = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final String ESTABLISHED = "01";
    private static final String LISTENS = "0A";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int QUEUES = 4;
    private static final int HEXADECIMAL = 16;

    private final List<String> lines;

    /** @param lines as Linux writes them: {@code 0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 ...} */
    KernelSockets(List<String> lines) {
        this.lines = lines;
    }

    /** Returns what there is now. */
    static KernelSockets now() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path sockets : SOCKETS) {
            if (Files.exists(sockets)) {
                lines.addAll(Files.readAllLines(sockets));
            }
        }
        return new KernelSockets(lines);
    }

    /** Returns how many connections there are that have not been accepted. */
    int waiting(int port) {
        return of(port, LISTENS)
                .map(fields -> fields[QUEUES])
                .mapToInt(queues -> Integer.parseInt(queues.substring(queues.indexOf(':') + 1), HEXADECIMAL))
                .sum();
    }

    /** Returns how many connections there are to the port, accepted or not. While others come and go Linux lists some twice. */
    long established(int port) {
        return of(port, ESTABLISHED)
                .map(fields -> fields[LOCAL] + " " + fields[REMOTE])
                .distinct()
                .count();
    }

    private Stream<String[]> of(int port, String state) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        return lines.stream()
                .map(line -> line.strip().split(" +", -1))
                .filter(fields -> fields.length > QUEUES && fields[LOCAL].endsWith(suffix))
                .filter(fields -> fields[STATE].equals(state));
    }
}
