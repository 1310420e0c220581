package dev.holdfast.doubles;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What becomes of packets that were to be sent one after the other: of an answer of a {@link FaultyBackend}, or of what a {@link RawFront}
 * is told to send. Those of this interface are what is seen in the field; a test can write its own.
 */
@FunctionalInterface
public interface Fault {
    /** Sends what is to be sent of {@code packets}, or closes the socket, or does nothing. */
    void send(Socket socket, List<byte[]> packets) throws IOException;

    /** No fault. */
    static Fault none() {
        return (socket, packets) -> write(socket, joined(packets));
    }

    /** All of it, but so much later. */
    static Fault late(Duration by) {
        return (socket, packets) -> {
            pause(by);
            write(socket, joined(packets));
        };
    }

    /** Nothing, and the connection stays open. */
    static Fault silent() {
        return (socket, packets) -> {};
    }

    /** The first bytes, and then the end of the stream; 0 for hanging up without a word. */
    static Fault cut(int bytes) {
        return (socket, packets) -> {
            write(socket, first(joined(packets), bytes));
            socket.close();
        };
    }

    /** The first bytes, and then a reset, with which the peer may lose what it had not read. */
    static Fault reset(int bytes) {
        return (socket, packets) -> {
            write(socket, first(joined(packets), bytes));
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    /** The first bytes, and no more: the connection stays open. */
    static Fault stall(int bytes) {
        return (socket, packets) -> write(socket, first(joined(packets), bytes));
    }

    /** All of it, so many bytes at a time with a pause behind each. */
    static Fault drip(int bytes, Duration pause) {
        return (socket, packets) -> {
            byte[] all = joined(packets);
            for (int at = 0; at < all.length; at += bytes) {
                write(socket, Arrays.copyOfRange(all, at, Math.min(all.length, at + bytes)));
                pause(pause);
            }
        };
    }

    /** All of it, with the length in the header of a packet off by {@code delta}. */
    static Fault wrongLength(int packet, int delta) {
        return changed(packet, bytes -> addTo(bytes, 2, delta));
    }

    /**
     * All of it, with the length of the data in a body packet off by {@code delta}, but not that of the packet.
     *
     * @param packet of {@code SEND_BODY_CHUNK}, or of a front's body
     */
    static Fault wrongChunkLength(int packet, int delta) {
        return changed(packet, bytes -> addTo(bytes, bytes[0] == 'A' ? 5 : 4, delta));
    }

    /** All of it, with reuse=0 in the last packet, which is {@code END_RESPONSE}; the connection stays open. */
    static Fault noReuse() {
        return changed(-1, bytes -> bytes[bytes.length - 1] = 0);
    }

    /** All of it, and the last packet once more. */
    static Fault lastTwice() {
        return (socket, packets) -> {
            List<byte[]> more = new ArrayList<>(packets);
            more.add(packets.get(packets.size() - 1));
            write(socket, joined(more));
        };
    }

    /** All but one packet. */
    static Fault without(int packet) {
        return (socket, packets) -> {
            List<byte[]> fewer = new ArrayList<>(packets);
            fewer.remove(index(packet, packets));
            write(socket, joined(fewer));
        };
    }

    /** Other bytes in their place. */
    static Fault instead(byte... bytes) {
        return (socket, packets) -> write(socket, bytes);
    }

    /** A change of one packet's bytes. */
    interface Change {
        /** Changes {@code packet} in place. */
        void of(byte[] packet);
    }

    /**
     * All of it, with one packet changed.
     *
     * @param packet its number, from 0 on; -1 is the last
     */
    static Fault changed(int packet, Change change) {
        return (socket, packets) -> {
            change.of(packets.get(index(packet, packets)));
            write(socket, joined(packets));
        };
    }

    private static int index(int packet, List<byte[]> packets) {
        return packet < 0 ? packets.size() + packet : packet;
    }

    private static void addTo(byte[] bytes, int at, int delta) {
        int value = ((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF)) + delta;
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    private static void write(Socket socket, byte... bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    private static byte[] first(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, Math.min(count, bytes.length));
    }

    private static byte[] joined(List<byte[]> packets) {
        int length = packets.stream().mapToInt(packet -> packet.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] packet : packets) {
            System.arraycopy(packet, 0, all, at, packet.length);
            at += packet.length;
        }
        return all;
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            throw new IOException(over);
        }
    }
}
