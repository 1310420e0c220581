package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A back end as one of several. Names are mod_jk's; mod_proxy's are in parentheses.
 *
 * @param name for logs and status pages; not empty, unique among the members
 * @param route (route) what a session id ends with when the session is this member's, after a dot: its jvmRoute. Null for no sessions
 * @param lbfactor (loadfactor) its share in relation to the others'; 1 to 100, default 1; mod_proxy alone knows hundredths
 * @param distance (lbset) members at the smallest distance are preferred while one of them can be used; 0 to 99, default 0
 * @param domain members with the same domain share their sessions: where the session's own member cannot be used, one of its domain is
 *     preferred. Null for none
 * @param redirect the route of the member that gets this one's sessions where it cannot be used. Null for any
 * @param activation what it starts as
 * @param hotStandby (status=+H) whether it gets requests only while every other member cannot be used
 * @param hotSpare (status=+R) whether it gets requests only in place of a member of its lbset that cannot be used; mod_proxy alone knows it
 * @param ignoreErrors (status=+I) whether no error keeps it from being used; mod_proxy alone knows it
 * @param inError (status=+E) whether it starts in error, which is long enough ago to be over when the first request looks at it; mod_proxy alone
 *     knows it
 * @param checkFailed (status=+C) whether it gets no request until a health check has passed; mod_proxy alone knows it
 * @param retry (retry) how long it gets no request once it is in error; default 60 s; mod_proxy alone knows it
 */
public record MemberSettings(
        String name,
        @Nullable String route,
        double lbfactor,
        int distance,
        @Nullable String domain,
        @Nullable String redirect,
        Activation activation,
        boolean hotStandby,
        boolean hotSpare,
        boolean ignoreErrors,
        boolean inError,
        boolean checkFailed,
        Duration retry) {
    private static final int MAX_LBFACTOR = 100;
    private static final int MAX_DISTANCE = 99;
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(60);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public MemberSettings {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        if (!(lbfactor >= 1 && lbfactor <= MAX_LBFACTOR)) {
            throw new IllegalArgumentException("lbfactor must be 1 to " + MAX_LBFACTOR + ": " + text(lbfactor));
        }
        if (distance < 0 || distance > MAX_DISTANCE) {
            throw new IllegalArgumentException("distance must be 0 to " + MAX_DISTANCE + ": " + distance);
        }
        Deadline.nanosOf(retry);
    }

    private static String text(double factor) {
        return BigDecimal.valueOf(factor).stripTrailingZeros().toPlainString();
    }

    /** Returns {@code lbfactor} as it is written: without a point where it is whole. */
    public String lbfactorText() {
        return text(lbfactor);
    }

    /** With the last five components at their defaults. */
    public MemberSettings(
            String name,
            @Nullable String route,
            double lbfactor,
            int distance,
            @Nullable String domain,
            @Nullable String redirect,
            Activation activation,
            boolean hotStandby) {
        this(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                activation,
                hotStandby,
                false,
                false,
                false,
                false,
                DEFAULT_RETRY);
    }

    /** Returns an active member with every other setting at its default. */
    public static MemberSettings of(String name, @Nullable String route) {
        return new MemberSettings(name, route, 1, 0, null, null, Activation.ACTIVE, false);
    }

    /** Returns these settings with another {@code distance}. */
    public MemberSettings withDistance(int newDistance) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                newDistance,
                domain,
                redirect,
                activation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code lbfactor}. */
    public MemberSettings withLbfactor(double newLbfactor) {
        return new MemberSettings(
                name,
                route,
                newLbfactor,
                distance,
                domain,
                redirect,
                activation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code domain}. */
    public MemberSettings withDomain(@Nullable String newDomain) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                newDomain,
                redirect,
                activation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code redirect}. */
    public MemberSettings withRedirect(@Nullable String newRedirect) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                newRedirect,
                activation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code activation}. */
    public MemberSettings withActivation(Activation newActivation) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                newActivation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code hotStandby}. */
    public MemberSettings withHotStandby(boolean newHotStandby) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                activation,
                newHotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code hotSpare}. */
    public MemberSettings withHotSpare(boolean newHotSpare) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                activation,
                hotStandby,
                newHotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code ignoreErrors}. */
    public MemberSettings withIgnoreErrors(boolean ignore) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                activation,
                hotStandby,
                hotSpare,
                ignore,
                inError,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code inError}. */
    public MemberSettings withInError(boolean error) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                activation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                error,
                checkFailed,
                retry);
    }

    /** Returns these settings with another {@code retry}. */
    public MemberSettings withRetry(Duration newRetry) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                activation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                checkFailed,
                newRetry);
    }

    /** Returns these settings with another {@code checkFailed}. */
    public MemberSettings withCheckFailed(boolean failed) {
        return new MemberSettings(
                name,
                route,
                lbfactor,
                distance,
                domain,
                redirect,
                activation,
                hotStandby,
                hotSpare,
                ignoreErrors,
                inError,
                failed,
                retry);
    }
}
