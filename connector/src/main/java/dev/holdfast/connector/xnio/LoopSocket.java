package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket of an event loop's, and whose it is at present: a {@link SocketConnection}, or what keeps its place while it sleeps.
 *
 * <p>Interest may be changed on any thread. The user changes on the loop's thread only.
 */
public final class LoopSocket {
    private final EventLoop loop;
    private final SocketChannel channel;
    private final @Nullable SocketServer server;

    /** Null until there was something to wait for: a request that came with its connection is answered without the selector. */
    private volatile @Nullable SelectionKey key;

    private volatile @Nullable SocketUser user;
    private boolean closing;

    /** The window of {@link Gathering} in which it was ready last, and how often it was in that. */
    private byte window;

    private byte times;

    /**
     * Takes over {@code channel}, which does not block.
     *
     * @param server told when the socket is closed, or null where none accepted it
     */
    LoopSocket(EventLoop loop, SocketChannel channel, @Nullable SocketServer server) {
        this.loop = loop;
        this.channel = channel;
        this.server = server;
        loop.unregistered().add(this);
    }

    EventLoop loop() {
        return loop;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Lets whoever has the socket close it; on the loop's thread, or after its end. */
    void endUser() {
        SocketUser present = user;
        if (present != null) {
            present.loopEnds();
        }
    }

    /** From now on {@code newUser} is told. */
    void use(SocketUser newUser) {
        user = newUser;
    }

    /** Makes a connection of the socket again, in the place of what slept; on the loop's thread. Its reads are resumed. */
    public SocketConnection wake() {
        return new SocketConnection(this);
    }

    /** Takes note that it is ready in the given window; returns how often it was in that, {@link Byte#MAX_VALUE} at most. */
    int readyIn(byte current) {
        if (window != current) {
            window = current;
            times = 0;
        }
        if (times < Byte.MAX_VALUE) {
            times++;
        }
        return times;
    }

    /** The loop's selector has found the socket ready. */
    void ready(int operations) {
        SocketUser told = user;
        if (told != null) {
            told.ready(operations);
        }
    }

    boolean isAsked(int operation) {
        SelectionKey registered = key;
        try {
            return registered != null && (registered.interestOps() & operation) != 0;
        } catch (CancelledKeyException closed) {
            return false;
        }
    }

    /** Returns false where the socket is closed, and will never be ready. */
    boolean ask(int operation) {
        try {
            SelectionKey registered = key;
            if (registered == null) {
                registered = register();
            }
            int before = registered.interestOpsOr(operation);
            if ((before & operation) == 0) {
                loop.wakeFor();
            }
            return true;
        } catch (CancelledKeyException | ClosedChannelException closed) {
            cannotAsk();
            return false;
        }
    }

    private void cannotAsk() {
        if (channel.isOpen()) {
            // It is the loop that has ended: nobody will ever be told.
            endUser();
        } else {
            // Whoever closed it has told everybody, but may not have known that the selector has it.
            loop.wakeFor();
        }
    }

    private synchronized SelectionKey register() throws ClosedChannelException {
        SelectionKey registered = key;
        if (registered == null) {
            registered = loop.register(channel, this);
            key = registered;
            loop.unregistered().remove(this);
        }
        return registered;
    }

    /** The loop need not wake up: what its selector finds for nobody is dropped. */
    void askNoMore(int operation) {
        SelectionKey registered = key;
        if (registered != null) {
            try {
                registered.interestOpsAnd(~operation);
            } catch (CancelledKeyException closed) {
                // Nothing more will be told.
            }
        }
    }

    /** Gives the socket to {@code next}, unless it is being closed. Returns whether it did. */
    synchronized boolean pass(SocketUser next) {
        if (closing) {
            return false;
        }
        user = next;
        return true;
    }

    /** Returns whether {@code former} is to close the socket: it is still its own, and nobody has begun to. */
    synchronized boolean isToBeClosedBy(SocketUser former) {
        boolean its = !closing && user == former;
        closing |= its;
        return its;
    }

    /** Closes the socket; the descriptor of one that is registered is given back by the loop. To be called once. */
    void close() throws IOException {
        try {
            channel.close();
        } finally {
            SocketWait.closed(channel);
            if (isRegistered()) {
                loop.wakeFor();
            } else {
                loop.unregistered().remove(this);
            }
            if (server != null) {
                server.closed(loop);
            }
        }
    }

    /** By another thread, at this moment, too. */
    private synchronized boolean isRegistered() {
        return key != null;
    }
}
