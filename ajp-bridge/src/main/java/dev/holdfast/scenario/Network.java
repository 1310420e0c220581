package dev.holdfast.scenario;

import dev.holdfast.time.Deadline;
import java.time.Duration;

/**
 * What the way there and back takes; all of it is zero where nothing is said.
 *
 * @param connect from a user's SYN to its connection, if the listen queue has room at once
 * @param requestRead from the first byte of a request's head to its last, which a front's worker waits for
 * @param ajpConnect from the start of a connect to a back end to its success, if its listen queue has room
 * @param ajpExchange what a request's way to a back end and its response's way back take together; the AJP connection is in use
 * @param backOverhead how long a back end's thread has a request beyond its service; its clock runs
 * @param fin from the FIN of a front that closes a connection without a request until its user can know; a request that is sent in between meets a reset
 * @param writeBack from a response to its last byte in the kernel, which the user takes as slowly; the front's clock runs on
 */
public record Network(
        Duration connect,
        Distribution requestRead,
        Duration ajpConnect,
        Duration ajpExchange,
        Duration backOverhead,
        Duration fin,
        Distribution writeBack) {
    /** Takes no time. */
    public static final Network NONE = new Network(
            Duration.ZERO,
            Distribution.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Distribution.ZERO);

    /** @throws IllegalArgumentException for a negative duration */
    public Network {
        Deadline.nanosOf(connect);
        Deadline.nanosOf(ajpConnect);
        Deadline.nanosOf(ajpExchange);
        Deadline.nanosOf(backOverhead);
        Deadline.nanosOf(fin);
    }
}
