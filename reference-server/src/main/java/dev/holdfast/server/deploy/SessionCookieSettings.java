package dev.holdfast.server.deploy;

import io.undertow.server.handlers.CookieSameSiteMode;
import org.jspecify.annotations.Nullable;

/**
 * What a server adds to the session cookies of all its applications.
 *
 * @param sameSite the SameSite attribute, where the application sets none; or null
 * @param jvmRoute what a gateway knows this server's sessions by, behind the id and a dot; or null
 */
record SessionCookieSettings(
        @Nullable CookieSameSiteMode sameSite, @Nullable String jvmRoute) {
    String routed(String sessionId) {
        return jvmRoute == null ? sessionId : sessionId + "." + jvmRoute;
    }

    /** Takes off any route: a session may come from a server that is gone. */
    @Nullable
    String unrouted(@Nullable String value) {
        int dot = value == null || jvmRoute == null ? -1 : value.indexOf('.');
        return value == null || dot < 0 ? value : value.substring(0, dot);
    }
}
