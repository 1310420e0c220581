package dev.holdfast.bridge.httpd;

/** Where a mount sends requests. */
sealed interface Destination {
    /** Nowhere: not by mod_proxy. */
    record Exclusion() implements Destination {}

    /**
     * To a pool.
     *
     * @param pool its place in {@link Site#pools}
     * @param before goes before the path that {@code path} makes, as it is: what the members of a balancer have after their host
     * @param path replaces what the mount's path covers, and nothing is put between it and the rest; its characters are bytes
     */
    record Forward(int pool, String before, String path) implements Destination {}

    /** Nowhere, because what the files say is not done here; the client gets {@code status}. */
    record Refusal(int status) implements Destination {}
}
