package dev.holdfast.bridge.httpd;

/** What becomes of one request. */
sealed interface Route {
    /** No mount wants it. */
    record None() implements Route {}

    /** It is answered with a bare status. */
    record Answer(int status) implements Route {}

    /**
     * It goes to a back end.
     *
     * @param pool the pool's place in {@link Site#pools}
     * @param path what the back end sees, ready for the wire
     * @param query whether it sees the query
     * @param reverse whether redirects and cookies of the response are corrected, as mod_proxy does and mod_jk does not
     */
    record Forward(int pool, String path, boolean query, boolean reverse) implements Route {}
}
