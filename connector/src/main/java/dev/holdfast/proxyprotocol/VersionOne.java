package dev.holdfast.proxyprotocol;

import dev.holdfast.proxyprotocol.ProxyHeaderParser.Progress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code PROXY TCP4 192.0.2.1 192.0.2.2 50000 443} and CRLF: section 2.1. */
final class VersionOne implements ProxyHeaderParser.Version {
    static final byte[] PREFIX = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** The longest line, CRLF included. */
    private static final int MAX_LENGTH = 107;

    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final int MAX_PORT = 65535;

    private final byte[] line = new byte[MAX_LENGTH];
    private int length;
    private ProxyHeader header = ProxyHeader.Direct.INSTANCE;

    @Override
    public Progress take(byte next) {
        if (length < PREFIX.length && next != PREFIX[length]) {
            return Progress.INVALID;
        }
        line[length++] = next;
        if (next == '\n') {
            return line[length - 2] == '\r' && parsed() ? Progress.COMPLETE : Progress.INVALID;
        }
        boolean loneCr = length > 1 && line[length - 2] == '\r';
        return length == MAX_LENGTH || loneCr ? Progress.INVALID : Progress.INCOMPLETE;
    }

    @Override
    public ProxyHeader header() {
        return header;
    }

    private boolean parsed() {
        String text = new String(line, PREFIX.length, length - PREFIX.length - 2, StandardCharsets.ISO_8859_1);
        if (text.equals("UNKNOWN") || text.startsWith("UNKNOWN ")) {
            return true;
        }
        String[] words = text.split(" ", -1);
        if (words.length != 5) {
            return false;
        }
        byte[] source = address(words[0], words[1]);
        byte[] destination = address(words[0], words[2]);
        int sourcePort = port(words[3]);
        int destinationPort = port(words[4]);
        if (source == null || destination == null || sourcePort < 0 || destinationPort < 0) {
            return false;
        }
        header = new ProxyHeader.Relayed(source, sourcePort, destination, destinationPort);
        return true;
    }

    private static byte @Nullable [] address(String family, String literal) {
        return switch (family) {
            case "TCP4" -> AddressLiteral.ipv4(literal);
            case "TCP6" -> AddressLiteral.ipv6(literal);
            default -> null;
        };
    }

    private static int port(String digits) {
        if (!PORT.matcher(digits).matches()) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port <= MAX_PORT ? port : -1;
    }
}
