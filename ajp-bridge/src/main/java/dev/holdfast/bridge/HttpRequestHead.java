package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.connector.RequestQuery;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request in the words of HTTP/1.1 to a back end: the client's own head, without what belongs to its connection (RFC 9110 section
 * 7.6.1), with its Host, and with what the back end could not know: X-Forwarded-For, -Proto, -Host and -Port, Forwarded (RFC 7239) and Via.
 *
 * <p>X-Forwarded-For and Forwarded are added to what the client sent, as httpd does: who believes them counts from the right. The others are
 * the gateway's own and replace what the client sent. With {@link HttpdForwarding} it is as that says.
 */
final class HttpRequestHead {
    private static final HttpString FORWARDED = new HttpString("Forwarded");
    private static final HttpString X_FORWARDED_SERVER = new HttpString("X-Forwarded-Server");
    private static final HttpString HTTP2_SETTINGS = new HttpString("HTTP2-Settings");
    private static final Set<HttpString> WRITTEN_HERE =
            Set.of(Headers.HOST, Headers.CONTENT_LENGTH, Headers.EXPECT, Headers.COOKIE, HTTP2_SETTINGS);
    private static final Set<HttpString> OWN = Set.of(
            FORWARDED,
            Headers.X_FORWARDED_FOR,
            Headers.X_FORWARDED_PROTO,
            Headers.X_FORWARDED_HOST,
            Headers.X_FORWARDED_PORT,
            X_FORWARDED_SERVER);
    private static final Set<HttpString> OF_HTTPD =
            Set.of(Headers.X_FORWARDED_FOR, Headers.X_FORWARDED_HOST, X_FORWARDED_SERVER);

    private final HttpServerExchange exchange;
    private final ForwardedRequest request;
    private final @Nullable String ownHost;
    private final @Nullable HttpdForwarding asHttpd;
    private final ByteBuffer out;
    private boolean fits = true;
    private boolean sound = true;

    private HttpRequestHead(ForwardedRequest request, @Nullable String ownHost, ByteBuffer out) {
        this.exchange = request.exchange();
        this.request = request;
        this.ownHost = ownHost;
        this.asHttpd = exchange.getAttachment(HttpdForwarding.KEY);
        this.out = out;
    }

    /**
     * Writes the head into {@code packet}, from its position on, and flips it; returns why it cannot be sent, or null.
     *
     * @param ownHost the back end's Host, or null for the client's
     */
    static @Nullable BridgeFailure write(ForwardedRequest request, @Nullable String ownHost, ByteBuffer packet) {
        HttpRequestHead head = new HttpRequestHead(request, ownHost, packet);
        head.requestLine();
        head.fields();
        head.put("\r\n");
        packet.flip();
        if (!head.sound) {
            return BridgeFailure.BAD_REQUEST;
        }
        return head.fits ? null : BridgeFailure.REQUEST_HEAD_TOO_LARGE;
    }

    private void requestLine() {
        put(exchange.getRequestMethod().toString());
        put(" ");
        putTarget(request.rawPath());
        String query = RequestQuery.of(exchange);
        if (query != null) {
            put("?");
            putTarget(query);
        }
        put(" HTTP/1.1\r\n");
    }

    private void fields() {
        HeaderMap headers = exchange.getRequestHeaders();
        String host = headers.getFirst(Headers.HOST);
        String sentHost = ownHost == null ? host : ownHost;
        field(Headers.HOST, sentHost == null ? exchange.getHostAndPort() : sentHost);
        Set<HttpString> replaced = replaced();
        HopByHop hopByHop = new HopByHop(ForwardedRequest.valuesOf(headers, Headers.CONNECTION));
        for (HeaderValues values : headers) {
            HttpString name = values.getHeaderName();
            if (!WRITTEN_HERE.contains(name) && !replaced.contains(name) && !hopByHop.contains(name.toString())) {
                for (String value : values) {
                    field(name, value);
                }
            }
        }
        HeaderValues cookies = headers.get(Headers.COOKIE);
        if (cookies != null) {
            // HTTP/2 may split it; RFC 9113 section 8.2.3 asks for one field before anything that is not HTTP/2.
            field(Headers.COOKIE, String.join("; ", cookies));
        }
        connection();
        if (asHttpd == null) {
            forwarded(host);
        } else if (asHttpd.added()) {
            append(Headers.X_FORWARDED_FOR, request.remoteAddress());
            append(Headers.X_FORWARDED_HOST, host);
            append(X_FORWARDED_SERVER, asHttpd.server());
        }
    }

    /** Returns the fields that say who the client is, and are written here. */
    private Set<HttpString> replaced() {
        if (asHttpd == null) {
            return OWN;
        }
        return asHttpd.added() ? OF_HTTPD : Set.of();
    }

    /** Writes the client's field with {@code own} behind it, of which either may be missing. */
    private void append(HttpString name, @Nullable String own) {
        HeaderMap headers = exchange.getRequestHeaders();
        if (own != null) {
            field(name, appended(headers, name, own));
        } else if (headers.contains(name)) {
            field(name, String.join(", ", headers.get(name)));
        }
    }

    private void connection() {
        switch (request.body().kind()) {
            case FIXED ->
                field(Headers.CONTENT_LENGTH, Long.toString(request.body().length()));
            case CHUNKED -> field(Headers.TRANSFER_ENCODING, "chunked");
            case NONE -> {
                if (exchange.getRequestHeaders().contains(Headers.CONTENT_LENGTH)) {
                    field(Headers.CONTENT_LENGTH, "0");
                }
            }
        }
        if (request.expectsContinue()) {
            field(Headers.EXPECT, "100-continue");
        }
        if (ForwardedRequest.acceptsTrailers(exchange)) {
            field(Headers.CONNECTION, "TE");
            field(Headers.TE, "trailers");
        }
        if (request.isUpgrade()) {
            field(Headers.CONNECTION, "Upgrade");
            field(
                    Headers.UPGRADE,
                    String.join(", ", ForwardedRequest.valuesOf(exchange.getRequestHeaders(), Headers.UPGRADE)));
        }
    }

    private void forwarded(@Nullable String host) {
        HeaderMap headers = exchange.getRequestHeaders();
        String client = request.remoteAddress();
        String scheme = exchange.getRequestScheme();
        field(Headers.X_FORWARDED_FOR, appended(headers, Headers.X_FORWARDED_FOR, client));
        field(Headers.X_FORWARDED_PROTO, scheme);
        field(Headers.X_FORWARDED_PORT, Integer.toString(exchange.getHostPort()));
        String node = client.indexOf(':') < 0 ? client : "\"[" + client + "]\"";
        String element = "for=" + node + ";proto=" + scheme;
        if (host != null) {
            // No host has one, and it would end the quoted string.
            sound &= host.indexOf('"') < 0 && host.indexOf('\\') < 0;
            field(Headers.X_FORWARDED_HOST, host);
            element += ";host=\"" + host + "\"";
        }
        field(FORWARDED, appended(headers, FORWARDED, element));
        field(Headers.VIA, receivedProtocol() + " holdfast");
    }

    /** RFC 9110 section 7.6.3: the protocol that the client spoke, whose name is left out where it is HTTP. */
    private String receivedProtocol() {
        String protocol = exchange.getProtocol().toString();
        return protocol.startsWith("HTTP/") ? protocol.substring("HTTP/".length()) : protocol;
    }

    private static String appended(HeaderMap headers, HttpString name, String own) {
        HeaderValues before = headers.get(name);
        return before == null ? own : String.join(", ", before) + ", " + own;
    }

    private void field(HttpString name, String value) {
        sound &= new AjpHeader(name.toString(), value).isValid();
        put(name.toString());
        put(": ");
        put(value);
        put("\r\n");
    }

    /** Another listener's parser may let through what would end the request line here. */
    private void putTarget(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            sound &= c > ' ' && c != 0x7F;
        }
        put(text);
    }

    private void put(String text) {
        fits = fits && out.remaining() >= text.length();
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            sound &= c <= 0xFF;
            out.put((byte) c);
        }
    }
}
