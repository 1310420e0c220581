package dev.holdfast.server.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieSameSiteMode;
import io.undertow.server.session.SessionConfig;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the cookie of a session that began over TLS to TLS, as Tomcat does, and gives it a SameSite attribute where the application gives it none.
 * Applications do not see a route: it is not part of {@code HttpSession.getId()}.
 */
final class SessionCookies implements SessionConfig {
    private final SessionConfig config;
    private final SessionCookieSettings settings;

    SessionCookies(SessionConfig config, SessionCookieSettings settings) {
        this.config = config;
        this.settings = settings;
    }

    @Override
    public void setSessionId(HttpServerExchange exchange, String sessionId) {
        String value = settings.routed(sessionId);
        CookieSameSiteMode sameSite = settings.sameSite();
        config.setSessionId(exchange, value);
        for (Cookie cookie : exchange.responseCookies()) {
            if (value.equals(cookie.getValue())) {
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
        config.clearSession(exchange, settings.routed(sessionId));
    }

    @Override
    public @Nullable String findSessionId(HttpServerExchange exchange) {
        return settings.unrouted(config.findSessionId(exchange));
    }

    @Override
    public SessionCookieSource sessionCookieSource(HttpServerExchange exchange) {
        return config.sessionCookieSource(exchange);
    }

    @Override
    public String rewriteUrl(String url, String sessionId) {
        return config.rewriteUrl(url, settings.routed(sessionId));
    }
}
