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
     * @param ofModProxy whether mod_proxy sends it, which tells back ends of the client in its own way and corrects redirects and cookies of the
     *     response, and not mod_jk
     */
    record Forward(int pool, String path, boolean ofModProxy) implements Route {}
}
