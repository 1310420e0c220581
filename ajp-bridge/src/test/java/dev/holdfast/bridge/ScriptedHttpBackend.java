package dev.holdfast.bridge;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP server that follows a script for every connection, on a thread of its own. */
final class ScriptedHttpBackend implements AutoCloseable {
    /** What happens on one connection; it is closed at the end. */
    interface Script {
        void run(Dialog dialog) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Script script;

    ScriptedHttpBackend(Script script) throws IOException {
        this.script = script;
        daemon(this::accept);
    }

    Backend backend() {
        return Backend.parse("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Is gone at once, with all of its connections. */
    void vanish() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        vanish();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.run(new Dialog(socket));
        } catch (IOException gone) {
            // The gateway hung up; what that means is for the test to say.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-http-backend");
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, seen from the server. */
    static final class Dialog {
        private final Socket socket;

        private Dialog(Socket socket) {
            this.socket = socket;
        }

        /** Reads up to the end of a head. */
        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append(read(1));
            }
            return head.toString();
        }

        String read(int length) throws IOException {
            InputStream in = socket.getInputStream();
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the gateway hung up");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        /** Reads to the end of the stream. */
        String readToEnd() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        Dialog write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        void answer(String text) throws IOException {
            write("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        }

        void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }
    }
}
