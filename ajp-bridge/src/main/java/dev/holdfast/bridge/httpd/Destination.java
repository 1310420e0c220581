package dev.holdfast.bridge.httpd;

/** Where a mount sends requests. */
sealed interface Destination {
    /** Nowhere: not by mod_proxy. */
    record Exclusion() implements Destination {}

    /**
     * To a pool.
     *
     * @param pool its place in {@link Site#pools}
     * @param before stands before all paths, and may be empty; its characters are bytes, as those of {@code path}
     * @param path replaces what the mount's path covers
     */
    record Forward(int pool, String before, String path) implements Destination {}

    /** Nowhere, because what the files say is not done here; the client gets {@code status}. */
    record Refusal(int status) implements Destination {}
}
