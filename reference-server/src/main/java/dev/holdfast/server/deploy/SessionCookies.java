package dev.holdfast.server.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieSameSiteMode;
import io.undertow.server.session.SessionConfig;
import org.jspecify.annotations.Nullable;

/** Keeps the cookie of a session that began over TLS to TLS, as Tomcat does, and gives it a SameSite attribute where the application gives it none. */
final class SessionCookies implements SessionConfig {
    private final SessionConfig config;
    private final @Nullable CookieSameSiteMode sameSite;

    SessionCookies(SessionConfig config, @Nullable CookieSameSiteMode sameSite) {
        this.config = config;
        this.sameSite = sameSite;
    }

    @Override
    public void setSessionId(HttpServerExchange exchange, String sessionId) {
        config.setSessionId(exchange, sessionId);
        for (Cookie cookie : exchange.responseCookies()) {
            if (sessionId.equals(cookie.getValue())) {
                if (exchange.isSecure()) {
                    cookie.setSecure(true);
                }
                if (sameSite != null && cookie.getSameSiteMode() == null) {
                    cookie.setSameSiteMode(sameSite.toString());
                }
            }
        }
    }

    @Override
    public void clearSession(HttpServerExchange exchange, String sessionId) {
        config.clearSession(exchange, sessionId);
    }

    @Override
    public @Nullable String findSessionId(HttpServerExchange exchange) {
        return config.findSessionId(exchange);
    }

    @Override
    public SessionCookieSource sessionCookieSource(HttpServerExchange exchange) {
        return config.sessionCookieSource(exchange);
    }

    @Override
    public String rewriteUrl(String url, String sessionId) {
        return config.rewriteUrl(url, sessionId);
    }
}
