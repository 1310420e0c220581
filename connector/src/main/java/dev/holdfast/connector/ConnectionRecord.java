package dev.holdfast.connector;

import dev.holdfast.lifetime.CloseReason;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one connection.
 *
 * @param number counts the connections of a listener, from 1
 * @param peer the client's address, or null where the socket no longer knew it
 * @param durationNanos from accept to close
 * @param requests how many request heads it carried
 * @param closeReason why it was closed
 * @param raceVictim whether a request arrived after the connection had been closed as idle
 * @param keepAliveDecision what a keep-alive policy other than fixed last decided for it, such as {@code no-reuse(p=0.03)}; null where none
 *     had to
 */
public record ConnectionRecord(
        long number,
        @Nullable SocketAddress peer,
        long durationNanos,
        int requests,
        CloseReason closeReason,
        boolean raceVictim,
        @Nullable String keepAliveDecision) {}
