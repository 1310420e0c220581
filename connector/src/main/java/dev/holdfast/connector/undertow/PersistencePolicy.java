package dev.holdfast.connector.undertow;

import dev.holdfast.connector.KeepAlive;
import dev.holdfast.connector.KeepAliveHeader;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** To whom a listener grants keep-alive, and what it says of it (RFC 2068 section 19.7.1.1, the one description of the Keep-Alive field). */
final class PersistencePolicy {
    /** What a client may make the regular expression chew on. */
    private static final int MAX_USER_AGENT = 512;

    private final boolean keepAlive;
    private final @Nullable Pattern restrictedUserAgents;
    private final KeepAliveHeader header;

    PersistencePolicy(KeepAlive settings) {
        keepAlive = settings.keepAlive();
        String pattern = settings.restrictedUserAgents();
        restrictedUserAgents = pattern == null ? null : Pattern.compile(pattern);
        header = settings.keepAliveHeader();
    }

    /** Returns why a client that would like its connection to persist is refused, or null. */
    @Nullable
    CloseReason refusal(HeaderMap request) {
        if (!keepAlive) {
            return CloseReason.KEEP_ALIVE_OFF;
        }
        if (restrictedUserAgents == null) {
            return null;
        }
        String userAgent = request.getFirst(Headers.USER_AGENT);
        if (userAgent == null) {
            return null;
        }
        CharSequence compared = userAgent.subSequence(0, Math.min(userAgent.length(), MAX_USER_AGENT));
        return restrictedUserAgents.matcher(compared).matches() ? CloseReason.RESTRICTED_USER_AGENT : null;
    }

    /**
     * Adds the Keep-Alive field to a response whose connection persists, with what is in force for it.
     *
     * @param left how many more requests it may carry, or -1
     * @param asked whether the request said keep-alive
     */
    void announce(HttpServerExchange exchange, long idleNanos, int left, boolean asked) {
        if (header == KeepAliveHeader.NEVER || (header == KeepAliveHeader.WHEN_ASKED && !asked)) {
            return;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(idleNanos);
        StringBuilder value = new StringBuilder();
        if (seconds > 0) {
            value.append("timeout=").append(seconds);
        }
        if (left > 0) {
            value.append(value.isEmpty() ? "" : ", ").append("max=").append(left);
        }
        if (!value.isEmpty()) {
            HeaderMap response = exchange.getResponseHeaders();
            response.put(Headers.KEEP_ALIVE, value.toString());
            // A field that concerns this connection only is named by Connection (RFC 9110 section 7.6.1).
            // Others may have been named by the application.
            if (!names(response, Headers.KEEP_ALIVE.toString())) {
                response.add(Headers.CONNECTION, Headers.KEEP_ALIVE.toString());
            }
        }
    }

    private static boolean names(HeaderMap headers, String option) {
        HeaderValues values = headers.get(Headers.CONNECTION);
        return values != null && values.stream().anyMatch(value -> value.equalsIgnoreCase(option));
    }
}
