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
     * @param reverse whether redirects and cookies of the response are corrected, as mod_proxy does and mod_jk does not
     */
    record Forward(int pool, String path, boolean reverse) implements Route {}
}
