package dev.holdfast.proxyprotocol;

import dev.holdfast.proxyprotocol.ProxyHeaderParser.Progress;
import java.util.Arrays;

/**
 * The binary header: section 2.2. What it has of type-length-value fields is checked to fill it exactly, and skipped.
 *
 * <p>A family of addresses that no TCP connection can have is refused: a proxy that says so is not talking about this connection.
 */
final class VersionTwo implements ProxyHeaderParser.Version {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int FIXED_LENGTH = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPEC = 0x00;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int UNIX_STREAM = 0x31;

    /** Of the sum of address and fields; nginx reads as much. */
    private static final int MAX_LENGTH = 4096;

    private final byte[] start = new byte[FIXED_LENGTH + 216];
    private int taken;
    private int length;
    private int addressLength;
    private int fieldLeft;
    private int fieldHead;

    @Override
    public Progress take(byte next) {
        int at = taken++;
        if (at < start.length) {
            start[at] = next;
        }
        if (at < SIGNATURE.length && next != SIGNATURE[at]) {
            return Progress.INVALID;
        }
        if (at == FIXED_LENGTH - 1 && !readFixedPart()) {
            return Progress.INVALID;
        }
        if (at >= FIXED_LENGTH + addressLength && hasFields()) {
            takeOfField(next);
        }
        if (at < FIXED_LENGTH - 1 || taken < FIXED_LENGTH + length) {
            return Progress.INCOMPLETE;
        }
        return fieldHead == 0 && fieldLeft == 0 ? Progress.COMPLETE : Progress.INVALID;
    }

    private boolean readFixedPart() {
        int command = start[12] & 0xFF;
        length = ((start[14] & 0xFF) << 8) | (start[15] & 0xFF);
        if (length > MAX_LENGTH) {
            return false;
        }
        if (command == LOCAL) {
            addressLength = length;
            return true;
        }
        addressLength = switch (start[13] & 0xFF) {
            case UNSPEC -> length;
            case TCP_OVER_IPV4 -> 12;
            case TCP_OVER_IPV6 -> 36;
            case UNIX_STREAM -> 216;
            default -> Integer.MAX_VALUE;
        };
        return command == PROXY && addressLength <= length;
    }

    private boolean hasFields() {
        return taken > FIXED_LENGTH && addressLength < length;
    }

    /** A field is a type, two bytes of length, and as many bytes. */
    private void takeOfField(byte next) {
        if (fieldHead == 0 && fieldLeft > 0) {
            fieldLeft--;
            return;
        }
        fieldHead++;
        if (fieldHead == 2) {
            fieldLeft = (next & 0xFF) << 8;
        } else if (fieldHead == 3) {
            fieldLeft |= next & 0xFF;
            fieldHead = 0;
        }
    }

    @Override
    public ProxyHeader header() {
        int family = start[13] & 0xFF;
        boolean relayed = (start[12] & 0xFF) == PROXY && (family == TCP_OVER_IPV4 || family == TCP_OVER_IPV6);
        if (!relayed) {
            return ProxyHeader.Direct.INSTANCE;
        }
        int size = family == TCP_OVER_IPV4 ? 4 : 16;
        int ports = FIXED_LENGTH + 2 * size;
        return new ProxyHeader.Relayed(
                Arrays.copyOfRange(start, FIXED_LENGTH, FIXED_LENGTH + size),
                port(ports),
                Arrays.copyOfRange(start, FIXED_LENGTH + size, ports),
                port(ports + 2));
    }

    private int port(int at) {
        return ((start[at] & 0xFF) << 8) | (start[at + 1] & 0xFF);
    }
}
