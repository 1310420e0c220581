package dev.holdfast.doubles;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An HTTP server that follows a script for every connection, on a thread of its own. */
public final class ScriptedHttpBackend implements AutoCloseable {
    /** What happens on one connection; it is closed at the end. */
    public interface Script {
        void run(Dialog dialog) throws IOException;
    }

    private final ScriptedListener listener;

    /** Listens on a free port of the loopback address from now on. */
    public ScriptedHttpBackend(Script script) throws IOException {
        listener = new ScriptedListener(socket -> script.run(new Dialog(socket)));
    }

    /** Returns where it listens: {@code http://127.0.0.1:PORT}. */
    public String uri() {
        return "http://127.0.0.1:" + listener.port();
    }

    /** Is gone at once, with all of its connections. */
    public void vanish() throws IOException {
        listener.close();
    }

    @Override
    public void close() throws IOException {
        vanish();
    }

    /** One connection, seen from the server. */
    public static final class Dialog {
        private final Socket socket;

        private Dialog(Socket socket) {
            this.socket = socket;
        }

        /** Reads up to the end of a head. */
        public String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append(read(1));
            }
            return head.toString();
        }

        /** Reads so many bytes. */
        public String read(int length) throws IOException {
            InputStream in = socket.getInputStream();
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the gateway hung up");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        /** Reads to the end of the stream. */
        public String readToEnd() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        /** Writes text, a byte a character. */
        public Dialog write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** Writes a whole response; the connection is good for another request. */
        public void answer(String text) throws IOException {
            write("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        }

        /** Ends its half of the connection. */
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }
    }
}
