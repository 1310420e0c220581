package dev.holdfast.lifetime.policy;

import java.util.Locale;

/**
 * What a policy decided for a connection before its response head was written. Grants are shared: a policy makes a new one when what it
 * knows has changed, not for each request.
 *
 * @param reuseClass the {@link ReuseClass} the decision was made for; {@link #NO_CLASS} where the policy does not look at it
 * @param timeoutNanos how long the connection may idle after the response. 0: answer with {@code Connection: close}. The timeout in force
 *     later may be another one, where the occupancy has changed; {@link KeepAlivePolicy#overdue} knows it
 * @param reason why that long
 * @param reuseProbability what the policy believes the probability to be, 0 to 1, that the next request comes within the timeout; where
 *     the timeout is 0, within the longest time that could have been worth waiting. NaN where the policy has no opinion
 */
public record Grant(int reuseClass, long timeoutNanos, Reason reason, double reuseProbability) {
    /** The class of a grant that does not depend on one. */
    public static final int NO_CLASS = -1;

    /** Why a connection was granted its timeout. The names are counted, and appear in logs by their {@link #label}. */
    public enum Reason {
        /** The configured {@code keepAliveTimeout}: nothing speaks against it. */
        FULL("full"),
        /** Less than the {@code keepAliveTimeout}, because places are getting scarce. */
        PRESSURE("pressure"),
        /** Too little is known about this class; about what a reconnection is worth at the present price of a place. */
        LEARNING("learning"),
        /** As long as another request is likely enough. */
        REUSE_EXPECTED("reuse"),
        /** Longer than seems worth it, to find out whether it would be. */
        EXPLORING("exploring"),
        /** Another request is too unlikely to wait for. */
        NO_REUSE_EXPECTED("no-reuse");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** Returns the name to be used in access logs. */
        public String label() {
            return label;
        }
    }

    /** Returns whether the response must say {@code Connection: close}. */
    public boolean closesAtOnce() {
        return timeoutNanos == 0;
    }

    /** Returns the decision for a log: {@code no-reuse(p=0.03)}, or {@code full} where there is no probability. Allocates. */
    public String label() {
        return Double.isNaN(reuseProbability)
                ? reason.label()
                : String.format(Locale.ROOT, "%s(p=%.2f)", reason.label(), reuseProbability);
    }
}
