package dev.holdfast.server.sessions;

/**
 * A session at rest.
 *
 * @param id what its client knows it by
 * @param lastAccessedMillis since the epoch
 * @param maxInactiveSeconds after which it expires; 0 or less if it never does
 * @param attributes serialised, as {@link Attributes} does it
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record SavedSession(String id, long lastAccessedMillis, int maxInactiveSeconds, byte[] attributes) {
    /** Returns whether it has expired: it has not in the millisecond in which its time is over. */
    boolean isExpired(long nowMillis) {
        return maxInactiveSeconds > 0 && nowMillis - lastAccessedMillis > maxInactiveSeconds * 1000L;
    }
}
