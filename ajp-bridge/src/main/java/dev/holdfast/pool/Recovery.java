package dev.holdfast.pool;

/** Decides what becomes of a request whose exchange with a back end failed. Pure: no state, no clock. */
public interface Recovery {
    /** What becomes of the request. */
    enum Next {
        /** Its client is told of the failure. */
        GIVE_UP,
        /** It is put to the same member once more, after {@link #pauseNanos}; to the balancer it never left. */
        SAME_MEMBER,
        /** The balancer chooses again among those that the request was not put to in vain; this member is not one of the latter. */
        ANY_MEMBER,
        /** It is another member's turn. */
        ANOTHER_MEMBER
    }

    /** What a failure says of the member. */
    enum Blame {
        /** It is the member's. */
        MEMBER,
        /** It is, where its balancer counts timeouts (failontimeout). */
        MEMBER_IF_TIMEOUTS_COUNT,
        /** It may be anybody's. */
        NOBODY
    }

    /** Once, where it is safe: sends again, one time, what is idempotent and of whose body nothing was read, and what has not left. */
    Recovery ONCE = failed -> switch (failed.progress()) {
        case PINGED -> onceMore(failed);
        case SENT ->
            failed.fault() == FailedExchange.Fault.CLOSED && failed.repeatable() ? onceMore(failed) : Next.GIVE_UP;
        case ANSWERED -> Next.GIVE_UP;
        case UNWANTED -> failed.repeatable() ? Next.ANOTHER_MEMBER : Next.GIVE_UP;
    };

    private static Next onceMore(FailedExchange failed) {
        if (failed.repeats() > 0) {
            return Next.GIVE_UP;
        }
        return failed.stale() || failed.members() == 1 ? Next.ANY_MEMBER : Next.ANOTHER_MEMBER;
    }

    /** Returns what becomes of the request. */
    Next after(FailedExchange failed);

    /** Returns what the failure says of the member. */
    default Blame blame(FailedExchange failed) {
        return Blame.MEMBER;
    }

    /**
     * Returns the status that the client is told, if the request is not put to another member.
     *
     * @param otherwise what it would be if there were nothing more to say
     */
    default int status(FailedExchange failed, int otherwise) {
        return otherwise;
    }

    /** Returns how long a request waits before it is put to the {@link Next#SAME_MEMBER}. */
    default long pauseNanos() {
        return 0;
    }

    /** Returns whether a request may be sent again after some of its body was read, so that the beginning of it is worth keeping. */
    default boolean keepsBody() {
        return false;
    }
}
