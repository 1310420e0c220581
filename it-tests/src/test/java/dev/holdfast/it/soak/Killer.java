package dev.holdfast.it.soak;

import dev.holdfast.it.soak.ResponseReader.Response;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that does to one connection after the other what servers wish clients would not. */
final class Killer implements Client, ClientConnection.User {
    private static final String PART_OF_HEAD = "GET /hello HTTP/1.1\r\nHost: h\r\nX-Unfin";
    private static final String PART_OF_BODY = " HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n123";
    private static final String TO_A_WORKER = "POST /echo" + PART_OF_BODY;
    private static final String TO_THE_IO_THREAD = "POST /length" + PART_OF_BODY;
    private static final String LARGE_DOWNLOAD = "GET /sized/20000000 HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final int HALF_CLOSED_REQUESTS = 3;
    private static final int MAX_PAUSE_MILLIS = 30;

    private final ClientLoop loop;
    private final InetSocketAddress server;
    private final Random random;
    private final List<Kill> kills;
    private ResponseReader reader = new ResponseReader(this::answered);
    private Kill kill = Kill.RST_BEFORE_A_BYTE;
    private @Nullable ClientConnection connection;
    private int owed;
    private long received;
    private boolean stopped;

    /** Makes a client that goes away in one of these ways each time. */
    Killer(ClientLoop loop, InetSocketAddress server, Random random, List<Kill> kills) {
        this.loop = loop;
        this.server = server;
        this.random = random;
        this.kills = kills;
    }

    @Override
    public void start() {
        if (stopped) {
            return;
        }
        kill = kills.get(random.nextInt(kills.size()));
        reader = new ResponseReader(this::answered);
        owed = 0;
        received = 0;
        loop.ledger.killed(kill);
        connection = new ClientConnection(loop, server, this);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void connected() {
        ClientConnection open = connection;
        if (open == null) {
            return;
        }
        switch (kill) {
            case RST_BEFORE_A_BYTE, FIN_BEFORE_A_BYTE -> goSoon(open);
            case RST_IN_HEAD, FIN_IN_HEAD -> {
                send(open, PART_OF_HEAD);
                goSoon(open);
            }
            case RST_IN_BODY, FIN_IN_BODY -> {
                send(open, random.nextBoolean() ? TO_A_WORKER : TO_THE_IO_THREAD);
                goSoon(open);
            }
            case RST_IN_RESPONSE, CLOSE_IN_RESPONSE -> send(open, LARGE_DOWNLOAD);
            case HALF_CLOSE -> {
                owe(HALF_CLOSED_REQUESTS);
                String hello = new String(new Ask.Hello().bytes(), StandardCharsets.US_ASCII);
                send(open, hello.repeat(HALF_CLOSED_REQUESTS));
                open.endOutput();
            }
            case SILENT_BEFORE_A_BYTE -> {}
            case SILENT_IN_HEAD -> {
                owe(1);
                send(open, PART_OF_HEAD);
            }
            case SILENT_IN_BODY -> send(open, TO_A_WORKER);
            case SILENT_IN_ASYNCHRONOUS_BODY -> send(open, TO_THE_IO_THREAD);
            case SILENT_IN_RESPONSE -> {
                open.stopReading();
                send(open, LARGE_DOWNLOAD);
                loop.after(SoakConnector.CONNECTION_TIMEOUT.plusSeconds(1).toNanos(), () -> go(open));
            }
        }
    }

    private void owe(int responses) {
        owed = responses;
        for (int i = 0; i < responses; i++) {
            loop.ledger.owe();
        }
    }

    private static void send(ClientConnection open, String text) {
        open.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void goSoon(ClientConnection open) {
        loop.after(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_PAUSE_MILLIS)), () -> go(open));
    }

    private void go(ClientConnection open) {
        if (open != connection) {
            return;
        }
        switch (kill) {
            case RST_BEFORE_A_BYTE, RST_IN_HEAD, RST_IN_BODY, RST_IN_RESPONSE -> open.reset();
            default -> open.close();
        }
        next();
    }

    private void next() {
        connection = null;
        loop.after(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_PAUSE_MILLIS)), this::start);
    }

    @Override
    public void received(ByteBuffer bytes) {
        received += bytes.remaining();
        switch (kill) {
            case RST_IN_RESPONSE, CLOSE_IN_RESPONSE -> {
                ClientConnection open = connection;
                if (open != null && received > 100_000) {
                    go(open);
                }
            }
            case HALF_CLOSE, SILENT_IN_HEAD -> reader.feed(bytes);
            default -> {
                // Nothing is owed, and an answer is no fault.
            }
        }
    }

    private void answered(Response response) {
        boolean right = kill == Kill.HALF_CLOSE
                ? new Ask.Hello().isAnsweredBy(response)
                : response.status() == 408 && response.close();
        if (right && owed > 0) {
            owed--;
            loop.ledger.arrived();
        } else {
            loop.ledger.complain(kill + " was answered " + response);
        }
    }

    @Override
    public void ended(boolean reset) {
        if (owed > 0) {
            loop.ledger.complain(kill + ": the connection ended, reset " + reset + ", before " + owed + " answers");
        }
        if (kill == Kill.SILENT_BEFORE_A_BYTE && received > 0) {
            loop.ledger.complain(kill + " was told something");
        }
        next();
    }
}
