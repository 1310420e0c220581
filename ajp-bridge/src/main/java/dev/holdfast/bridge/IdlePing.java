package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.time.NanoClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.XnioIoThread;

/** A ping on a connection that no request uses, leased for as long as it takes. Confined to the connection's I/O thread. */
final class IdlePing implements BackendConnection.Lessee {
    private final ConnectionPool pool;
    private final BackendConnection connection;
    private final DeadlineTimer timer;
    private final NanoClock clock;
    private final ByteBuffer out;
    private final ByteBuffer in = ByteBuffer.allocate(AjpPacket.DEFAULT_SIZE).limit(0);
    private boolean over;

    IdlePing(ConnectionPool pool, BackendConnection connection, NanoClock clock) {
        this.pool = pool;
        this.connection = connection;
        this.clock = clock;
        this.timer = new DeadlineTimer(connection.ioThread(), clock, this::late);
        this.out = connection.dialog().ping(clock.nanoTime());
    }

    void start() {
        connection.leasedBy(this);
        ready();
    }

    @Override
    public XnioIoThread ioThread() {
        return connection.ioThread();
    }

    @Override
    public void ready() {
        if (over) {
            return;
        }
        try {
            if (out.hasRemaining() && connection.write(out) >= 0 && out.hasRemaining()) {
                connection.resumeWrites();
            } else {
                connection.suspendWrites();
            }
            read();
        } catch (IOException gone) {
            end(CloseReason.PEER_SPOKE_WHILE_IDLE);
        }
    }

    private void read() throws IOException {
        BackendDialog dialog = connection.dialog();
        in.compact();
        int count = connection.read(in);
        in.flip();
        if (count < 0) {
            end(CloseReason.PEER_SPOKE_WHILE_IDLE);
            return;
        }
        switch (dialog.next(in, now())) {
            case READY -> end();
            case MORE -> {
                connection.resumeReads();
                timer.arm(dialog.nextDeadline());
            }
            default -> end(CloseReason.EXCHANGE_FAILED);
        }
    }

    private void late() {
        timer.fired();
        if (!over && connection.dialog().timeout(now()) == BackendDialog.Step.FAIL) {
            end(CloseReason.STALE);
        }
    }

    private void end() {
        over();
        pool.release(connection);
    }

    private void end(CloseReason reason) {
        over();
        pool.release(connection, reason);
    }

    private void over() {
        over = true;
        timer.cancel();
        connection.unleased();
    }

    private long now() {
        return clock.nanoTime();
    }
}
