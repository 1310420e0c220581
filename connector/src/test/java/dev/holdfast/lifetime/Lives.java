package dev.holdfast.lifetime;

import dev.holdfast.time.Deadline;

/** Settings for tests, with no more bounds than they are about. */
final class Lives {
    static final TransferLimits PATIENT = new TransferLimits(Deadline.NONE, 0);

    private Lives() {}

    static LifetimeSettings settings(long connectionTimeout, long keepAliveTimeout, long lingerTimeout, int max) {
        return aged(connectionTimeout, keepAliveTimeout, lingerTimeout, max, Deadline.NONE);
    }

    static LifetimeSettings aged(
            long connectionTimeout, long keepAliveTimeout, long lingerTimeout, int max, long maxConnectionAge) {
        TransferLimits transfer = connectionTimeout > 0 ? new TransferLimits(connectionTimeout, 0) : PATIENT;
        return new LifetimeSettings(
                connectionTimeout,
                connectionTimeout,
                keepAliveTimeout,
                maxConnectionAge,
                lingerTimeout,
                PATIENT,
                transfer,
                max);
    }
}
