package dev.holdfast.plan.log;

import dev.holdfast.plan.solve.LawFit;
import dev.holdfast.plan.solve.LifeTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a log says.
 *
 * @param requests how many
 * @param seconds from the first to the last
 * @param rate requests per second
 * @param busiestRate requests per second in the busiest hour; the whole log if it is shorter
 * @param dispersion variance by mean of the requests in a second; 1 if they are independent, more if they come in waves
 * @param failures the part answered with 500 or more
 * @param service how long requests took by the log's clock
 * @param think from a response to the next request of the connection, or of the client where connections are not told apart
 * @param gaps what that was fitted to
 * @param tick seconds between what the log's clock tells apart, for gaps shorter than which these say nothing; 0 if it is finer
 * @param requestsPerConnection on average
 * @param connectionRate new connections per second
 * @param held connections open at a time on average, idle ones included; needs the keep-alive timeout
 * @param busy requests served at a time on average
 * @param returning the part of new connections whose client had been there in the ten minutes before
 * @param kept the part of responses after which the connection stayed open
 * @param overdue requests on connections that the server's keep-alive timeout must have closed before
 * @param mostUsers client addresses, if none of them ever asks twice at a time: each may be somebody, and none is two
 * @param notFitted what could not be told, and why
 */
public record LogFacts(
        long requests,
        double seconds,
        double rate,
        double busiestRate,
        double dispersion,
        double failures,
        Optional<LawFit> service,
        Optional<LawFit> think,
        LifeTable gaps,
        double tick,
        OptionalDouble requestsPerConnection,
        OptionalDouble connectionRate,
        OptionalDouble held,
        OptionalDouble busy,
        OptionalDouble returning,
        OptionalDouble kept,
        long overdue,
        OptionalInt mostUsers,
        List<String> notFitted) {
    /** Copies the list. */
    public LogFacts {
        notFitted = List.copyOf(notFitted);
    }
}
