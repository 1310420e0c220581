package dev.holdfast.connector;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.policy.Grant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a connector has done since it was started.
 *
 * @param accepted connections accepted
 * @param open connections open now
 * @param sleeping of those, how many idle so long already that little more than their socket is kept; always 0 over TLS, in the worker model, under a
 *     keep-alive policy other than fixed and over an XNIO worker of another provider
 * @param requests request heads read
 * @param refused requests refused before any handler saw them
 * @param raceVictims connections on which bytes arrived after they had been closed as idle: their clients had to repeat a request
 * @param granted responses after which a keep-alive policy other than fixed let their connection idle, or ended it, by its reason; a reason
 *     that never occurred is absent
 * @param closed connections closed, by reason; a reason that never occurred is absent
 */
public record ConnectionStatistics(
        long accepted,
        long open,
        long sleeping,
        long requests,
        long refused,
        long raceVictims,
        Map<Grant.Reason, Long> granted,
        Map<CloseReason, Long> closed) {
    /** Keeps unmodifiable copies of the maps. */
    public ConnectionStatistics {
        granted = copy(granted, Grant.Reason.class);
        closed = copy(closed, CloseReason.class);
    }

    private static <E extends Enum<E>> Map<E, Long> copy(Map<E, Long> counts, Class<E> type) {
        EnumMap<E, Long> copy = new EnumMap<>(type);
        copy.putAll(counts);
        return Collections.unmodifiableMap(copy);
    }
}
