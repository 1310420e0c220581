package dev.holdfast.fidelity;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection of a user's to the front. */
final class UserConnection implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
    private static final int MAX_HEAD = 8192;

    /** An answer, of which only this matters. */
    record Answer(int status, boolean close) {}

    private final SocketChannel channel;
    private final Socket socket;
    private boolean finished;

    UserConnection() throws IOException {
        channel = SocketChannel.open();
        socket = channel.socket();
    }

    /** @param timeoutMillis for the connect; 0 for as long as the kernel tries */
    void connect(int port, int timeoutMillis) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
    }

    Answer ask(long serviceMicros) throws IOException {
        String request = "GET /sleep?us=" + serviceMicros + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.setSoTimeout(0);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = head(socket.getInputStream()).toLowerCase(Locale.ROOT);
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            socket.getInputStream().skipNBytes(Long.parseLong(length.group(1)));
        } else if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
            skipChunks(socket.getInputStream());
        } else {
            throw new IOException("an answer that ends nowhere: " + head);
        }
        int status = Integer.parseInt(head.substring(9, 12));
        return new Answer(status, head.contains("\r\nconnection: close\r\n"));
    }

    private static void skipChunks(InputStream in) throws IOException {
        int size;
        do {
            size = Integer.parseInt(line(in), 16);
            in.skipNBytes(size + 2L);
        } while (size > 0);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("no end of a chunk's size");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > MAX_HEAD) {
                throw new EOFException("no answer but: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /**
     * Waits for the front to close the connection.
     *
     * @return when it did, or {@code until} if it has not by then
     */
    long awaitFin(long until) {
        try {
            for (long left = until - System.nanoTime(); left > 0 && !finished; left = until - System.nanoTime()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(left);
                if (millis == 0) {
                    LockSupport.parkNanos(left);
                } else {
                    socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
                    watch();
                }
            }
        } catch (IOException reset) {
            finished = true;
        }
        return finished ? Math.min(System.nanoTime(), until) : until;
    }

    private void watch() throws IOException {
        try {
            finished = socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException notYet) {
            // It is watched on, until it is time.
        }
    }

    /** Returns whether the front is known to have closed it. */
    boolean isFinished() {
        return finished;
    }

    /** Looks whether the front has closed it by now, as clients do before they ask over a connection once more. */
    boolean looksFinished() {
        if (!finished) {
            try {
                channel.configureBlocking(false);
                // What nobody asked for makes it useless, too.
                finished = channel.read(ByteBuffer.allocate(1)) != 0;
                channel.configureBlocking(true);
            } catch (IOException reset) {
                finished = true;
            }
        }
        return finished;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed, then.
        }
    }
}
