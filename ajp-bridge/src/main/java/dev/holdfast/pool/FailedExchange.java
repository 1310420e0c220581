package dev.holdfast.pool;

/**
 * An exchange with a back end that failed, before the client had any of the response: what decides whether its request may be sent again.
 *
 * @param method the request's
 * @param query whether it has one
 * @param repeatable whether its method is idempotent and nothing of its body was read
 * @param replayable whether it can be sent again: nothing of its body is gone that was not kept
 * @param progress how far the exchange came
 * @param fault what the back end did
 * @param stale whether it closed a pooled connection before it sent anything, so that it may well never have seen the request
 * @param tries how often the request was put to this back end without another's turn between, this time included; at least 1
 * @param repeats how often it was sent again before, to whomever
 * @param members how many back ends there are
 */
public record FailedExchange(
        String method,
        boolean query,
        boolean repeatable,
        boolean replayable,
        Progress progress,
        Fault fault,
        boolean stale,
        int tries,
        int repeats,
        int members) {
    /** How far an exchange came before it failed. */
    public enum Progress {
        /** The connection was to answer a CPING first: the request has not left. */
        PINGED,
        /** The request was sent, or part of it, and nothing has come back. */
        SENT,
        /** Some of the response has come. */
        ANSWERED,
        /** All of the response's head has come, and its status counts as a failure (fail_on_status). */
        UNWANTED
    }

    /** What a back end does that fails an exchange. */
    public enum Fault {
        /** It closes the connection before the end of its response. */
        CLOSED,
        /** It leaves a CPING unanswered for too long, or a request. */
        LATE,
        /** It breaks the protocol, or answers a CPING with something else. */
        VIOLATION,
        /** It answers, with a status that counts as a failure. */
        STATUS
    }
}
