package dev.holdfast.it.soak;

import dev.holdfast.it.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** All clients of a run. */
final class Crowd {
    private static final int LOAD_CLIENTS = 32;
    private static final int KILLERS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Ledger ledger;
    private final ClientLoop loop;
    private final List<Client> clients = new ArrayList<>();

    private Crowd(Ledger ledger) throws IOException {
        this.ledger = ledger;
        loop = new ClientLoop(ledger);
    }

    /**
     * Returns how many sockets a crowd, or its server, may have open at the same time; beside them go files and what lingers.
     *
     * @param idle clients that do nothing most of the time
     */
    static long descriptors(int idle) {
        return idle + LOAD_CLIENTS + KILLERS + 500L;
    }

    /** Lets clients of every kind come, the idle ones evenly over half a keepAliveTimeout. */
    static Crowd ofAll(
            Ledger ledger,
            int idle,
            Duration keepAliveTimeout,
            InetSocketAddress timed,
            InetSocketAddress load,
            long seed)
            throws IOException {
        Crowd crowd = new Crowd(ledger);
        Random seeds = new Random(seed);
        for (int i = 0; i < LOAD_CLIENTS; i++) {
            crowd.clients.add(new LoadClient(crowd.loop, load, new Random(seeds.nextLong())));
        }
        for (int i = 0; i < KILLERS; i++) {
            crowd.clients.add(new Killer(crowd.loop, load, new Random(seeds.nextLong()), List.of(Kill.values())));
        }
        crowd.clients.forEach(client -> crowd.loop.execute(client::start));
        crowd.comeIdle(idle, keepAliveTimeout, keepAliveTimeout.dividedBy(2), timed, seeds, true);
        crowd.loop.start();
        return crowd;
    }

    /** Lets {@code count} clients come, each of which keeps a worker waiting for the rest of a body, time and again. */
    static Crowd ofStalled(Ledger ledger, int count, InetSocketAddress load) throws IOException {
        Crowd crowd = new Crowd(ledger);
        for (int i = 0; i < count; i++) {
            crowd.clients.add(new Killer(crowd.loop, load, new Random(i), List.of(Kill.SILENT_IN_BODY)));
        }
        crowd.clients.forEach(client -> crowd.loop.execute(client::start));
        crowd.loop.start();
        return crowd;
    }

    /** Lets idle clients come, evenly over {@code within}, each of which goes when the server closes its connection. */
    static Crowd ofIdle(
            Ledger ledger, int idle, Duration keepAliveTimeout, Duration within, InetSocketAddress timed, long seed)
            throws IOException {
        Crowd crowd = new Crowd(ledger);
        crowd.comeIdle(idle, keepAliveTimeout, within, timed, new Random(seed), false);
        crowd.loop.start();
        return crowd;
    }

    private void comeIdle(
            int count,
            Duration keepAliveTimeout,
            Duration within,
            InetSocketAddress timed,
            Random seeds,
            boolean repeat) {
        for (int i = 0; i < count; i++) {
            Client client =
                    new IdleClient(loop, timed, keepAliveTimeout.toNanos(), new Random(seeds.nextLong()), repeat);
            clients.add(client);
            loop.after(within.toNanos() / count * i, client::start);
        }
    }

    /** Lets everyone finish and go. */
    void stop() {
        clients.forEach(client -> loop.execute(client::stop));
        awaitGone();
    }

    /** Waits until everyone who has come has gone. */
    void awaitGone() {
        Await.until(
                () -> ledger.open() + " connections ended, " + ledger.owed() + " owed and " + ledger.answered()
                        + " answered " + ledger.complaints(),
                PATIENCE,
                this::isGone);
        loop.close();
    }

    /** Asks on the clients' thread: one that closes a connection for the next one is not gone in between. */
    private boolean isGone() {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        loop.execute(() -> gone.complete(ledger.open() == 0));
        return gone.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
