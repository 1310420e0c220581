package dev.holdfast.it.soak;

import dev.holdfast.it.soak.ResponseReader.Response;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Asks once, sometimes twice, and then does nothing until the server closes its connection; after that it begins again. */
final class IdleClient implements Client, ClientConnection.User {
    private static final int ONE_OF_THESE_ASKS_AGAIN = 4;

    private final ClientLoop loop;
    private final InetSocketAddress server;
    private final long keepAliveTimeoutNanos;
    private final Random random;
    private final boolean repeat;
    private ResponseReader reader = new ResponseReader(this::answered);
    private @Nullable ClientConnection connection;
    private long asked;
    private long answered;
    private boolean waiting;
    private boolean stopped;

    /**
     * Makes a client.
     *
     * @param repeat whether it asks a second time now and then, and begins again when its connection was closed
     */
    IdleClient(ClientLoop loop, InetSocketAddress server, long keepAliveTimeoutNanos, Random random, boolean repeat) {
        this.loop = loop;
        this.server = server;
        this.keepAliveTimeoutNanos = keepAliveTimeoutNanos;
        this.random = random;
        this.repeat = repeat;
    }

    @Override
    public void start() {
        if (stopped) {
            return;
        }
        waiting = false;
        reader = new ResponseReader(this::answered);
        connection = new ClientConnection(loop, server, this);
    }

    @Override
    public void stop() {
        stopped = true;
        if (waiting && connection != null) {
            connection.close();
        }
    }

    @Override
    public void connected() {
        ask();
        if (repeat && random.nextInt(ONE_OF_THESE_ASKS_AGAIN) == 0) {
            ClientConnection first = connection;
            // Well before the timeout: who asks just then may lose the race.
            loop.after((long) (random.nextDouble() * keepAliveTimeoutNanos / 2), () -> {
                if (waiting && !stopped && connection == first) {
                    ask();
                }
            });
        }
    }

    private void ask() {
        waiting = false;
        loop.ledger.owe();
        asked = System.nanoTime();
        if (connection != null) {
            connection.send(ByteBuffer.wrap(new Ask.Hello().bytes()));
        }
    }

    @Override
    public void received(ByteBuffer bytes) {
        reader.feed(bytes);
    }

    private void answered(Response response) {
        answered = System.nanoTime();
        if (!new Ask.Hello().isAnsweredBy(response)) {
            loop.ledger.complain("idle: answered " + response);
        }
        loop.ledger.arrived();
        waiting = true;
        if (stopped && connection != null) {
            connection.close();
        }
    }

    @Override
    public void ended(boolean reset) {
        long now = System.nanoTime();
        if (!waiting) {
            loop.ledger.complain("idle: the connection ended, reset " + reset + ", instead of an answer");
        } else if (!stopped) {
            loop.ledger.idleEnded(now - answered - keepAliveTimeoutNanos, now - asked - keepAliveTimeoutNanos);
        }
        waiting = false;
        if (repeat) {
            start();
        }
    }
}
