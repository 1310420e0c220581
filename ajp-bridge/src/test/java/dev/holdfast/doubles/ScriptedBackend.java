package dev.holdfast.doubles;

import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpRequestDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A container that follows a script for every connection, on a thread of its own; the script is where it may misbehave. */
public final class ScriptedBackend implements AutoCloseable {
    /** What happens on one connection; it is closed at the end. */
    public interface Script {
        void run(Dialog dialog) throws IOException;
    }

    private final ScriptedListener listener;

    /** Listens on a free port of the loopback address from now on. */
    public ScriptedBackend(Script script) throws IOException {
        listener = new ScriptedListener(socket -> script.run(new Dialog(socket)));
    }

    /** Returns the port. */
    public int port() {
        return listener.port();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One connection, seen from the container. */
    public static final class Dialog {
        private final Socket socket;
        private final AjpRequestDecoder decoder = new AjpRequestDecoder(AjpPacket.DEFAULT_SIZE, 100);
        private final AjpEncoder encoder = new AjpEncoder(AjpPacket.DEFAULT_SIZE);
        private final ByteBuffer in =
                ByteBuffer.allocate(AjpPacket.DEFAULT_SIZE).limit(0);

        private Dialog(Socket socket) {
            this.socket = socket;
        }

        /** Reads a request or a ping. */
        public FromFront read() throws IOException {
            FromFront message = decoder.decode(in);
            while (message == null) {
                fill();
                message = decoder.decode(in);
            }
            return message;
        }

        /** Reads a body packet. */
        public RequestBodyChunk readBody() throws IOException {
            RequestBodyChunk chunk = decoder.decodeBody(in);
            while (chunk == null) {
                fill();
                chunk = decoder.decodeBody(in);
            }
            return chunk;
        }

        /**
         * Writes messages.
         *
         * @throws IllegalArgumentException for one that does not fit a packet
         */
        public Dialog write(FromContainer... messages) throws IOException {
            return write(Fault.none(), messages);
        }

        /** Writes messages, with something wrong with them. */
        public Dialog write(Fault fault, FromContainer... messages) throws IOException {
            List<byte[]> packets = new ArrayList<>();
            for (FromContainer message : messages) {
                ByteBuffer out = ByteBuffer.allocate(AjpPacket.DEFAULT_SIZE);
                if (!encoder.encode(message, out)) {
                    throw new IllegalArgumentException("does not fit a packet: " + message);
                }
                packets.add(Arrays.copyOf(out.array(), out.position()));
            }
            fault.send(socket, packets);
            return this;
        }

        /** Returns whether a fault has closed the connection. */
        public boolean isClosed() {
            return socket.isClosed();
        }

        /** Writes a whole response; the connection is good for another request. */
        public void answer(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            AjpHeader length = new AjpHeader("Content-Length", Integer.toString(bytes.length));
            write(
                    new SendHeaders(200, "OK", List.of(length)),
                    new SendBodyChunk(ByteBuffer.wrap(bytes)),
                    new EndResponse(true));
        }

        /** Writes bytes as they are. */
        public void writeRaw(byte... bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Waits for the front to hang up. */
        public void awaitEnd() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // What still comes is of no interest.
            }
        }

        private void fill() throws IOException {
            if (decoder.violation() != null) {
                throw new IOException("the front broke the protocol: " + decoder.violation());
            }
            in.compact();
            int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
            if (count < 0) {
                throw new EOFException("the front hung up");
            }
            in.position(in.position() + count).flip();
        }
    }
}
