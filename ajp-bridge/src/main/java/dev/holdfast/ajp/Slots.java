package dev.holdfast.ajp;

import dev.holdfast.slots.SlotAnswer;
import dev.holdfast.slots.SlotAsk;
import dev.holdfast.slots.SlotLedger;
import java.time.Duration;

/**
 * What a connector can take, shared out among the fronts that ask: a slot is a connection that has a thread when it needs one. Any thread may
 * call it.
 *
 * <p>A connection on which a front asks needs no thread, but is one of maxConnections, and in the blocking mode keeps a thread too. Where that
 * is scarce it ends with the answer, and one connection for each front is no slot, so that all may ask at once and no request's place is taken.
 */
final class Slots {
    /** Half of what requests wait for a connection in our gateway: those of one that has ended without a word are free in time for its successor. */
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

    private final SlotLedger ledger;
    private final boolean askersStay;

    Slots(AjpConnectorSettings settings) {
        int threads = settings.threads().maxThreads();
        int connections = settings.mostServed();
        askersStay = connections < 0 || connections - SlotLedger.MOST_FRONTS >= threads;
        ledger = new SlotLedger(Math.min(threads, SlotAsk.MOST), askersStay ? -1 : connections, TIME_TO_LIVE);
    }

    synchronized SlotAnswer answer(SlotAsk ask, long now) {
        return ledger.answer(ask, now);
    }

    /** Returns whether a front may ask again on the same connection. */
    boolean askersStay() {
        return askersStay;
    }
}
