package dev.holdfast.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One thread with a selector and its persistent connections, each with at most one request on its way. A request that is due while none is free
 * waits for the next that becomes so.
 */
final class LoadLoop implements Closeable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    /** A thread that parks wakes up some 60 us late; so much of a wait is spent asking the selector again and again. */
    private static final long SPIN = TimeUnit.MICROSECONDS.toNanos(100);
    /** For how long after the last request was due, or for a connect, answers are waited for. */
    private static final long PATIENCE = 10 * SECOND;

    private static final int OK = 200;

    private final InetSocketAddress server;
    private final ByteBuffer request;
    private final ByteBuffer received = ByteBuffer.allocateDirect(64 * 1024);
    private final Selector selector = Selector.open();
    private final Queue<Connection> free = new ArrayDeque<>();
    private final Histogram latency = new Histogram(3);
    private final Histogram lateness = new Histogram(3);
    private int connecting;
    private int busy;
    private long freeSince;
    private long lastResponse = System.nanoTime();

    /** Opens {@code connections} to the server of {@code url}. */
    LoadLoop(URI url, int connections) throws IOException {
        server = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        byte[] head = ("GET " + path + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        request = ByteBuffer.allocateDirect(head.length).put(head).flip();
        try {
            for (int i = 0; i < connections; i++) {
                connect();
            }
            long began = System.nanoTime();
            while (connecting > 0) {
                if (System.nanoTime() - began > PATIENCE) {
                    throw new IOException(connecting + " connections were not accepted");
                }
                selector.select(this::ready, 100);
            }
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Sends {@code rate} requests a second, and returns what became of those due after the warm-up. */
    LoadResult run(int rate, int warmUpSeconds, int seconds) throws IOException {
        Schedule schedule = new Schedule(System.nanoTime(), rate, warmUpSeconds, seconds);
        long end = schedule.countedFrom() + seconds * SECOND;
        while (!schedule.isOver() || busy > 0) {
            long now = System.nanoTime();
            if (now - end > PATIENCE) {
                break;
            }
            while (!free.isEmpty() && schedule.untilDue(now) == 0) {
                long due = schedule.take();
                free.remove().send(due, schedule.counts(due));
                now = System.nanoTime();
            }
            await(free.isEmpty() ? Long.MAX_VALUE : schedule.untilDue(now));
        }
        long answered = latency.getTotalCount();
        double took = Math.max(end, lastResponse) - schedule.countedFrom();
        return new LoadResult(answered * SECOND / took, latency, lateness, schedule.counted() - answered);
    }

    /** Takes what comes, for no longer than about {@code nanos}, the more exactly the less is left. */
    private void await(long nanos) throws IOException {
        if (nanos >= 2 * MILLI) {
            selector.select(this::ready, Math.min(nanos, SECOND) / MILLI - 1);
            return;
        }
        if (busy == 0 && nanos > 2 * SPIN) {
            LockSupport.parkNanos(nanos - SPIN);
        }
        selector.selectNow(this::ready);
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Connection connection = new Connection(channel);
        connecting++;
        if (channel.connect(server)) {
            connection.connected(channel.register(selector, 0, connection));
        } else {
            channel.register(selector, SelectionKey.OP_CONNECT, connection);
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((Connection) key.attachment()).ready(key);
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private final class Connection {
        private final SocketChannel channel;
        private final ResponseEnd response = new ResponseEnd();
        private boolean waiting;
        private boolean counts;
        private long due;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void connected(SelectionKey key) {
            key.interestOps(SelectionKey.OP_READ);
            connecting--;
            becameFree();
        }

        void send(long dueAt, boolean counted) throws IOException {
            due = dueAt;
            counts = counted;
            waiting = true;
            busy++;
            if (counts) {
                long possible = due - freeSince > 0 ? due : freeSince;
                lateness.recordValue(System.nanoTime() - possible);
            }
            try {
                channel.write(request.duplicate());
            } catch (IOException lost) {
                replace();
            }
        }

        void ready(SelectionKey key) throws IOException {
            if (key.isConnectable()) {
                channel.finishConnect();
                connected(key);
                return;
            }
            received.clear();
            try {
                if (channel.read(received) < 0) {
                    throw new EOFException();
                }
            } catch (IOException lost) {
                replace();
                return;
            }
            received.flip();
            int status = response.read(received);
            if (received.hasRemaining() || !waiting) {
                throw new ProtocolException("more than one response to a request");
            }
            if (status != 0) {
                ended(status);
            }
        }

        private void ended(int status) {
            lastResponse = System.nanoTime();
            if (counts && status == OK) {
                latency.recordValue(lastResponse - due);
            }
            waiting = false;
            busy--;
            becameFree();
        }

        private void becameFree() {
            if (free.isEmpty()) {
                freeSince = System.nanoTime();
            }
            free.add(this);
        }

        /** Opens another in the place of this one, which the server has closed; what was on its way is not sent again. */
        private void replace() throws IOException {
            channel.close();
            if (waiting) {
                busy--;
            } else {
                free.remove(this);
            }
            connect();
        }
    }
}
