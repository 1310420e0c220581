package dev.holdfast.doubles;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpResponseDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A front that says exactly what it is told to, message by message or byte by byte. */
public final class RawFront implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final int packetSize;
    private final AjpEncoder encoder;
    private final AjpResponseDecoder decoder;
    private final ByteBuffer in;

    /** Connects to the container on the loopback address. */
    public RawFront(int port) throws IOException {
        this(port, AjpPacket.DEFAULT_SIZE);
    }

    /**
     * Connects to the container on the loopback address.
     *
     * @param packetSize as configured at the container, in bytes
     */
    public RawFront(int port, int packetSize) throws IOException {
        this.packetSize = packetSize;
        encoder = new AjpEncoder(packetSize);
        decoder = new AjpResponseDecoder(packetSize, 100);
        in = ByteBuffer.allocate(packetSize).limit(0);
        socket.setReceiveBufferSize(8192);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /**
     * What a response came to.
     *
     * @param body its bytes as characters 0x00 to 0xFF
     * @param reuse what END_RESPONSE said
     */
    public record Response(int status, List<AjpHeader> headers, String body, boolean reuse) {
        /** Returns the field's first value, or nothing. */
        public String header(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .findFirst()
                    .map(AjpHeader::value)
                    .orElse("");
        }
    }

    /** Returns a request of a client at 192.0.2.7 for {@code shop.example:8080}. */
    public static ForwardRequest request(
            String method, String uri, List<AjpHeader> headers, AjpAttribute... attributes) {
        return new ForwardRequest(
                method, "HTTP/1.1", uri, "192.0.2.7", null, "shop.example", 8080, false, headers, List.of(attributes));
    }

    /** Returns the same, without header fields. */
    public static ForwardRequest get(String uri, AjpAttribute... attributes) {
        return request("GET", uri, List.of(), attributes);
    }

    /**
     * Returns the same, a POST with header fields.
     *
     * @param headers name, value, name, value
     */
    public static ForwardRequest post(String uri, String... headers) {
        List<AjpHeader> fields = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new AjpHeader(headers[i], headers[i + 1]));
        }
        return request("POST", uri, fields);
    }

    /**
     * Returns the packet.
     *
     * @throws IllegalArgumentException for what does not fit one
     */
    public byte[] bytes(FromFront message) {
        ByteBuffer out = ByteBuffer.allocate(packetSize);
        if (!encoder.encode(message, out)) {
            throw new IllegalArgumentException("does not fit " + packetSize + " bytes: " + message);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** Sends a message. */
    public RawFront send(FromFront message) throws IOException {
        return send(bytes(message));
    }

    /** Sends messages, with something wrong with them. */
    public RawFront send(Fault fault, FromFront... messages) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        for (FromFront message : messages) {
            packets.add(bytes(message));
        }
        fault.send(socket, packets);
        return this;
    }

    /** Sends a body packet; nothing for its end. */
    public RawFront sendBody(String text) throws IOException {
        return send(new RequestBodyChunk(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
    }

    /** Sends bytes as they are. */
    public RawFront send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends numbers as bytes. */
    public RawFront sendRaw(int... bytes) throws IOException {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        return send(raw);
    }

    /**
     * Reads the next message.
     *
     * @throws IOException where the container breaks the protocol, hangs up, or says nothing for 20 s
     */
    public FromContainer read() throws IOException {
        FromContainer message = decoder.decode(in);
        while (message == null) {
            if (decoder.violation() != null) {
                throw new IOException("the container broke the protocol: " + decoder.violation());
            }
            in.compact();
            int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
            if (count < 0) {
                throw new EOFException("the container hung up");
            }
            in.position(in.position() + count).flip();
            message = decoder.decode(in);
        }
        return message;
    }

    /** Reads a response to its end; who asks for a body gets its end. */
    public Response readResponse() throws IOException {
        return readResponse("");
    }

    /** Reads a response to its end, and gives the body as it is asked for, then nothing. */
    public Response readResponse(String body) throws IOException {
        int given = 0;
        SendHeaders head = null;
        StringBuilder text = new StringBuilder();
        for (; ; ) {
            FromContainer message = read();
            if (message instanceof GetBodyChunk ask) {
                int end = Math.min(body.length(), given + ask.requestedLength());
                sendBody(body.substring(given, end));
                given = end;
            } else if (message instanceof SendHeaders first) {
                if (head != null) {
                    throw new IOException("a second head: " + first);
                }
                head = first;
            } else if (message instanceof SendBodyChunk chunk) {
                text.append(StandardCharsets.ISO_8859_1.decode(chunk.data().duplicate()));
            } else if (message instanceof EndResponse end) {
                if (head == null) {
                    throw new IOException("an end without a head");
                }
                return new Response(head.status(), head.headers(), text.toString(), end.reuse());
            } else {
                throw new IOException("unexpected " + message);
            }
        }
    }

    /** Waits for the container to hang up without another byte. */
    public void assertEnds() throws IOException {
        if (in.hasRemaining() || socket.getInputStream().read() >= 0) {
            throw new AssertionError("the container said more");
        }
    }

    /** Waits so long, in which the container must say nothing. */
    public void assertSilent(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            int came = socket.getInputStream().read();
            throw new AssertionError("the container said " + came);
        } catch (SocketTimeoutException silent) {
            // As it should be.
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Says that nothing more will come. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes away without a word: the peer is reset. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
