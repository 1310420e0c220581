package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientMachine;
import dev.holdfast.ajp13.AjpClientMachine.Next;
import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.time.NanoClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.XnioIoThread;

/** A CPING on a connection that no request uses, leased for as long as it takes. Confined to the connection's I/O thread. */
final class IdlePing implements AjpConnection.Lessee {
    private static final int PING_ROOM = 16;

    private final ConnectionPool pool;
    private final AjpConnection connection;
    private final DeadlineTimer timer;
    private final NanoClock clock;
    private final ByteBuffer out = ByteBuffer.allocate(PING_ROOM);
    private final ByteBuffer in = ByteBuffer.allocate(AjpPacket.DEFAULT_SIZE).limit(0);
    private boolean over;

    IdlePing(ConnectionPool pool, AjpConnection connection, NanoClock clock) {
        this.pool = pool;
        this.connection = connection;
        this.clock = clock;
        this.timer = new DeadlineTimer(connection.ioThread(), clock, this::late);
        new AjpEncoder(AjpPacket.DEFAULT_SIZE).encode(new CPing(), out);
        out.flip();
    }

    void start() {
        connection.leasedBy(this);
        connection.machine().ping(now());
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
        in.compact();
        int count = connection.read(in);
        in.flip();
        FromContainer message = count < 0 ? null : connection.decoder().decode(in);
        AjpClientMachine machine = connection.machine();
        if (count < 0) {
            end(CloseReason.PEER_SPOKE_WHILE_IDLE);
        } else if (message != null) {
            if (machine.received(message, in.remaining(), now()) == Next.READY) {
                end();
            } else {
                end(CloseReason.EXCHANGE_FAILED);
            }
        } else if (connection.decoder().violation() != null) {
            end(CloseReason.EXCHANGE_FAILED);
        } else {
            connection.resumeReads();
            timer.arm(machine.nextDeadline());
        }
    }

    private void late() {
        timer.fired();
        if (!over && connection.machine().timeout(now()) == Next.FAIL) {
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
