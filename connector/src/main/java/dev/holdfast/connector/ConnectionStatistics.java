package dev.holdfast.connector;

import dev.holdfast.lifetime.CloseReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a connector has done since it was started.
 *
 * @param accepted connections accepted
 * @param open connections open now
 * @param requests request heads read
 * @param refused requests refused before any handler saw them
 * @param raceVictims connections on which bytes arrived after they had been closed as idle: their clients had to repeat a request
 * @param closed connections closed, by reason; a reason that never occurred is absent
 */
public record ConnectionStatistics(
        long accepted, long open, long requests, long refused, long raceVictims, Map<CloseReason, Long> closed) {
    /** Keeps an unmodifiable copy of the map. */
    public ConnectionStatistics {
        EnumMap<CloseReason, Long> copy = new EnumMap<>(CloseReason.class);
        copy.putAll(closed);
        closed = Collections.unmodifiableMap(copy);
    }
}
