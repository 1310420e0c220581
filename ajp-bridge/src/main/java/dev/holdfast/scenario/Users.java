package dev.holdfast.scenario;

import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param population how many there are
 * @param think from the end of a response to the next request; default none for an open population
 * @param reuse what becomes of the connection; default pooled
 * @param requests how many requests a user sends over one connection before it closes it, 0 for any number; with an open population how many
 *     it sends in all, of which there is an end: 1 at least. Default 0, and 1 for an open population
 * @param burst after how many requests it thinks; the others follow at once; 1 or more, default 1
 * @param idleTimeout how long a pooled connection is kept without a request before the user closes it; null for ever, the default
 * @param finReaction from the front's FIN to the user's own while it thinks; default zero, at once. One that does not look at the connection
 *     until it needs it reacts after longer than the front waits
 * @param connectTimeout for a connection; zero for as long as the kernel tries, the default
 * @param timeout from the request, connection included, to the end of the response; then the user closes. Zero for ever, the default
 */
public record Users(
        Population population,
        Distribution think,
        Reuse reuse,
        int requests,
        int burst,
        @Nullable Distribution idleTimeout,
        Duration finReaction,
        Duration connectTimeout,
        Duration timeout) {
    /** @throws IllegalArgumentException naming the component that is out of range */
    public Users {
        Ranges.require("requests", requests, population instanceof Population.Open ? 1 : 0, Integer.MAX_VALUE);
        Ranges.require("burst", burst, 1, Integer.MAX_VALUE);
        Deadline.nanosOf(finReaction);
        Deadline.nanosOf(connectTimeout);
        Deadline.nanosOf(timeout);
    }

    /** Returns closed users who keep their connections and take FIN at once. */
    public static Users closed(int users, Distribution think) {
        return new Users(
                new Population.Closed(users),
                think,
                Reuse.POOLED,
                0,
                1,
                null,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
    }

    /** Returns users who come once, ask once, and do with their connection what {@code reuse} says. */
    public static Users open(Distribution interval, Reuse reuse) {
        return new Users(
                new Population.Open(interval),
                Distribution.ZERO,
                reuse,
                1,
                1,
                null,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
    }

    /** Returns these users with another {@code population}. */
    public Users withPopulation(Population newPopulation) {
        return new Users(
                newPopulation, think, reuse, requests, burst, idleTimeout, finReaction, connectTimeout, timeout);
    }

    /** Returns these users with other {@code reuse} and {@code requests}. */
    public Users withReuse(Reuse newReuse, int newRequests) {
        return new Users(
                population, think, newReuse, newRequests, burst, idleTimeout, finReaction, connectTimeout, timeout);
    }

    /** Returns these users with another {@code finReaction}. */
    public Users withFinReaction(Duration reaction) {
        return new Users(population, think, reuse, requests, burst, idleTimeout, reaction, connectTimeout, timeout);
    }
}
