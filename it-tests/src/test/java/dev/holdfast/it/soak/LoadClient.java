package dev.holdfast.it.soak;

import dev.holdfast.it.soak.ResponseReader.Response;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends a few requests in one go, reads their answers, thinks, and goes on on the same connection as long as the server lets it. */
final class LoadClient implements Client, ClientConnection.User {
    private static final int MAX_PIPELINED = 6;
    private static final int MAX_THOUGHT_MILLIS = 30;

    private final ClientLoop loop;
    private final InetSocketAddress server;
    private final Random random;
    private final Queue<Ask> unanswered = new ArrayDeque<>();
    private ResponseReader reader = new ResponseReader(this::answered);
    private @Nullable ClientConnection connection;
    private boolean announced;
    private boolean stopped;

    LoadClient(ClientLoop loop, InetSocketAddress server, Random random) {
        this.loop = loop;
        this.server = server;
        this.random = random;
    }

    @Override
    public void start() {
        reader = new ResponseReader(this::answered);
        announced = false;
        connection = new ClientConnection(loop, server, this);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void connected() {
        if (unanswered.isEmpty()) {
            ask();
        } else {
            send();
        }
    }

    private void ask() {
        if (stopped) {
            if (connection != null) {
                connection.close();
            }
            return;
        }
        for (int count = 1 + random.nextInt(MAX_PIPELINED); count > 0; count--) {
            unanswered.add(Ask.any(random));
        }
        send();
    }

    private void send() {
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (Ask ask : unanswered) {
            loop.ledger.owe();
            requests.writeBytes(ask.bytes());
        }
        if (connection != null) {
            connection.send(ByteBuffer.wrap(requests.toByteArray()));
        }
    }

    @Override
    public void received(ByteBuffer bytes) {
        reader.feed(bytes);
    }

    private void answered(Response response) {
        Ask ask = unanswered.poll();
        if (ask == null || !ask.isAnsweredBy(response)) {
            loop.ledger.complain("load: " + ask + " was answered " + response);
            return;
        }
        loop.ledger.arrived();
        announced = response.close();
        if (announced) {
            unanswered.forEach(unsent -> loop.ledger.forgive());
        } else if (unanswered.isEmpty()) {
            loop.after(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(MAX_THOUGHT_MILLIS)), this::ask);
        }
    }

    @Override
    public void ended(boolean reset) {
        if (!announced) {
            loop.ledger.complain("load: the connection ended, reset " + reset + ", before " + unanswered);
        } else if (!stopped || !unanswered.isEmpty()) {
            start();
        }
    }
}
