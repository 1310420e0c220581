package dev.holdfast.slots;

import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one front may have of one back end's slots, and when it asks about that.
 *
 * <pre>
 * state    event                          -> state    next     limit
 * RESTING  look, an ask is due            -> ASKING   ASK      the same
 * ASKING   look, patience is at its end   -> RESTING  GIVE_UP  the same
 * ASKING   answered                       -> RESTING           as told
 * ASKING   unanswered: it says nothing    -> RESTING           what there is without a lease; asked again after a minute
 * ASKING   failed: nobody is there        -> RESTING           0, where it is a lease
 * ASKING   lost                           -> RESTING           the same, as long as a lease is good; else as failed
 * any      look, the lease is at its end  -> the same          0
 * </pre>
 *
 * <p>It asks every fifth of the time it was told, and every second before it was told any. It asks as soon as {@value #SOON_MILLIS} ms after the
 * last time where requests wait because of the limit, or where there is something to give back: it said that it held more than it may have
 * now. There is never more than one question at a time; one is given up after two such intervals. A lease ends after nine tenths of the time
 * told, from when it was asked for: so early that a timer may be late.
 *
 * <p>Mutable, not thread-safe. The driver looks whenever {@link #nextDeadline} is due.
 */
public final class SlotLease {
    static final int SOON_MILLIS = 100;

    private static final long SOON = Duration.ofMillis(SOON_MILLIS).toNanos();
    private static final long FIRST_INTERVAL = Duration.ofSeconds(1).toNanos();
    private static final long SILENT_INTERVAL = Duration.ofSeconds(60).toNanos();
    private static final int ASKS_OF_A_LEASE = 5;

    /** What the driver does after a look. */
    public enum Next {
        /** Put {@link #ask} to the back end. */
        ASK,
        /** Let go of the question. */
        GIVE_UP,
        /** Nothing. */
        WAIT
    }

    private enum State {
        RESTING,
        ASKING
    }

    private final String front;
    private final int most;
    private final int otherwise;
    private State state = State.RESTING;
    private boolean silent;
    private int limit;
    private int peak;
    private int held;
    private long interval = FIRST_INTERVAL;
    private long asked;
    private boolean everAsked;
    private long end = Deadline.NONE;
    private long nextLook;
    private @Nullable SlotAnswer said;

    /**
     * @param front see {@link SlotAsk#front}
     * @param most more than this many are never wanted; 1 to {@value SlotAsk#MOST}
     * @param otherwise the limit where the back end does not say one, 1 to {@code most}
     */
    public SlotLease(String front, int most, int otherwise) {
        SlotAsk checked = new SlotAsk(front, otherwise, most);
        if (otherwise < 1 || otherwise > most) {
            throw new IllegalArgumentException("otherwise must be 1 to " + most + ": " + otherwise);
        }
        this.front = checked.front();
        this.most = most;
        this.otherwise = otherwise;
    }

    /** Returns how many connections there may be now; 0 before the first answer. */
    public int limit() {
        return limit;
    }

    /** Returns what the back end said of the lease in force, or null where there is none. */
    public @Nullable SlotAnswer said() {
        return said;
    }

    /** Returns whether there is no limit in force: the back end has not answered yet, not for too long, or is not there. */
    public boolean isOver() {
        return said == null && !silent;
    }

    /** Returns when {@link #look} is due. */
    public long nextDeadline() {
        long next = state == State.ASKING ? Math.min(nextLook, patience()) : nextLook;
        return Math.min(next, end);
    }

    /**
     * Looks whether there is anything to do.
     *
     * @param open connections that there are
     * @param used how many of them requests have
     * @param waiting requests that wait for one
     */
    public Next look(int open, int used, int waiting, long now) {
        nextLook = Deadline.after(now, SOON);
        if (Deadline.isExpired(end, now)) {
            over();
        }
        peak = Math.max(peak, Math.min(most, used + waiting));
        if (state == State.ASKING) {
            if (!Deadline.isExpired(patience(), now)) {
                return Next.WAIT;
            }
            state = State.RESTING;
            return Next.GIVE_UP;
        }
        int mayHave = Math.min(SlotAsk.MOST, Math.max(open, limit));
        boolean inNeed = waiting > 0 && open >= limit && limit < most;
        boolean urgent = said != null && (inNeed || mayHave < held);
        if (everAsked && !Deadline.isExpired(Deadline.after(asked, urgent ? SOON : interval), now)) {
            return Next.WAIT;
        }
        state = State.ASKING;
        everAsked = true;
        asked = now;
        held = mayHave;
        return Next.ASK;
    }

    /** Returns the question; after {@link Next#ASK}. */
    public SlotAsk ask() {
        SlotAsk question = new SlotAsk(front, held, Math.max(1, peak));
        peak = 0;
        return question;
    }

    /** Returns what to say when the last connection is closed, and none will be opened. */
    public SlotAsk leave() {
        return new SlotAsk(front, 0, 0);
    }

    /** The back end has answered. */
    public void answered(SlotAnswer answer) {
        requireAsking("answered");
        silent = false;
        said = answer;
        limit = Math.min(most, answer.limit());
        long nanos = Duration.ofMillis(answer.millis()).toNanos();
        interval = Math.max(SOON, nanos / ASKS_OF_A_LEASE);
        end = Deadline.after(asked, nanos / 10 * 9);
        // What there is to give back is said soon.
        nextLook = Math.min(nextLook, Deadline.after(asked, SOON));
    }

    /** The back end has answered, and not said how many connections there may be. */
    public void unanswered() {
        requireAsking("unanswered");
        silent = true;
        said = null;
        limit = otherwise;
        interval = SILENT_INTERVAL;
        end = Deadline.NONE;
    }

    /** The connection was closed before the answer: this one question is lost, and what was told is good until its end. */
    public void lost() {
        requireAsking("lost");
        if (said == null && !silent) {
            over();
        }
    }

    /** The question could not be put, since nobody is there: whoever gave the lease is gone. */
    public void failed() {
        requireAsking("failed");
        if (!silent) {
            over();
        }
    }

    private void over() {
        limit = 0;
        said = null;
        end = Deadline.NONE;
        interval = FIRST_INTERVAL;
    }

    private long patience() {
        return Deadline.after(asked, Math.min(interval, FIRST_INTERVAL) * 2);
    }

    private void requireAsking(String event) {
        if (state != State.ASKING) {
            throw new IllegalStateException(event + " in " + state);
        }
        state = State.RESTING;
    }
}
