package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.RequestBody;
import dev.holdfast.connector.RequestQuery;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** An HTTP request that is to be forwarded: what a back end is told of it, and in the words of AJP13. */
final class ForwardedRequest {
    /** RFC 9110 section 9.2.2. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private static final String CONTINUE = "100-continue";

    private final HttpServerExchange exchange;
    private final RequestBody body;

    private ForwardedRequest(HttpServerExchange exchange, RequestBody body) {
        this.exchange = exchange;
        this.body = body;
    }

    static ForwardedRequest of(HttpServerExchange exchange) {
        return new ForwardedRequest(exchange, bodyOf(exchange));
    }

    HttpServerExchange exchange() {
        return exchange;
    }

    RequestBody body() {
        return body;
    }

    boolean isHead() {
        return exchange.getRequestMethod().equalToString("HEAD");
    }

    boolean isIdempotent() {
        return IDEMPOTENT.contains(exchange.getRequestMethod().toString());
    }

    /** Returns whether the client waits for 100 (Continue) before it sends its body; HTTP/1.0 clients do not know it. */
    boolean expectsContinue() {
        return body.kind() != RequestBody.Kind.NONE
                && exchange.isHttp11()
                && CONTINUE.equalsIgnoreCase(exchange.getRequestHeaders().getFirst(Headers.EXPECT));
    }

    /** Returns whether the client offers to go on in another protocol, such as WebSocket; not in HTTP/2, which a back end may offer, too. */
    boolean isUpgrade() {
        HeaderMap headers = exchange.getRequestHeaders();
        return headers.contains(Headers.UPGRADE)
                && exchange.isHttp11()
                && body.kind() == RequestBody.Kind.NONE
                && new HopByHop(valuesOf(headers, Headers.CONNECTION)).contains("Upgrade")
                && !headers.contains("HTTP2-Settings");
    }

    /**
     * Returns whether the client keeps trailer fields of the response: it says so to whoever is next to it (RFC 9110 section 10.1.4), in
     * HTTP/1.1, which has them where the body is chunked.
     */
    static boolean acceptsTrailers(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        return headers.contains(Headers.TE)
                && exchange.isHttp11()
                && new HopByHop(valuesOf(headers, Headers.CONNECTION)).isNominated("TE")
                && lists(valuesOf(headers, Headers.TE), "trailers");
    }

    private static boolean lists(Iterable<String> values, String member) {
        for (String value : values) {
            for (String one : value.split(",", -1)) {
                if (one.strip().equalsIgnoreCase(member)) {
                    return true;
                }
            }
        }
        return false;
    }

    String remoteAddress() {
        InetAddress remote = exchange.getSourceAddress().getAddress();
        return remote == null ? exchange.getSourceAddress().getHostString() : remote.getHostAddress();
    }

    /** Returns why this request cannot be forwarded, or null. The rules on length are those request smuggling taught (CVE-2022-26377). */
    @Nullable
    BridgeFailure refusal() {
        HeaderMap headers = exchange.getRequestHeaders();
        HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
        if (codings != null
                && (codings.size() != 1 || !codings.getFirst().trim().equalsIgnoreCase("chunked"))) {
            return BridgeFailure.NOT_IMPLEMENTED;
        }
        if (exchange.getRequestMethod().equalToString("CONNECT")) {
            return BridgeFailure.NOT_IMPLEMENTED;
        }
        HeaderValues lengths = headers.get(Headers.CONTENT_LENGTH);
        return lengths != null && lengths.size() > 1 ? BridgeFailure.BAD_REQUEST : null;
    }

    /**
     * Returns the message, or null where a header field is not valid.
     *
     * @param choice what the back end is told of why it was chosen
     */
    @Nullable
    ForwardRequest ajpMessage(@Nullable String secret, List<AjpAttribute> choice) {
        List<AjpHeader> headers = headers();
        if (!headers.stream().allMatch(AjpHeader::isValid)) {
            return null;
        }
        String remoteAddr = remoteAddress();
        return new ForwardRequest(
                exchange.getRequestMethod().toString(),
                exchange.getProtocol().toString(),
                rawPath(),
                remoteAddr,
                remoteAddr,
                serverName(),
                serverPort(),
                exchange.isSecure(),
                headers,
                attributes(secret, choice));
    }

    private String serverName() {
        HttpdForwarding asHttpd = exchange.getAttachment(HttpdForwarding.KEY);
        String asked = asHttpd == null ? null : asHttpd.asked() == null ? asHttpd.server() : asHttpd.asked();
        return asked == null ? exchange.getHostName() : asked;
    }

    private int serverPort() {
        InetSocketAddress local = exchange.getDestinationAddress();
        return local == null || exchange.getAttachment(HttpdForwarding.KEY) == null
                ? exchange.getHostPort()
                : local.getPort();
    }

    private static RequestBody bodyOf(HttpServerExchange exchange) {
        if (exchange.isRequestComplete()) {
            return RequestBody.NONE;
        }
        boolean coded = exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING);
        long length = exchange.getRequestContentLength();
        return coded || length < 0 ? RequestBody.CHUNKED : RequestBody.fixed(length);
    }

    /** The path as the client wrote it. To normalise it here and let the container do so again is how paths came to be protected in vain. */
    String rawPath() {
        String uri = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return uri;
        }
        int authority = uri.indexOf("//");
        int path = authority < 0 ? -1 : uri.indexOf('/', authority + 2);
        return path < 0 ? "/" : uri.substring(path);
    }

    private List<AjpHeader> headers() {
        HeaderMap from = exchange.getRequestHeaders();
        HopByHop hopByHop = new HopByHop(valuesOf(from, Headers.CONNECTION));
        List<AjpHeader> headers = new ArrayList<>();
        for (HeaderValues values : from) {
            String name = values.getHeaderName().toString();
            if (values.getHeaderName().equals(Headers.COOKIE) && values.size() > 1) {
                // HTTP/2 may split it; RFC 9113 section 8.2.3 asks for one field before anything that is not HTTP/2.
                headers.add(new AjpHeader(name, String.join("; ", values)));
            } else if (!hopByHop.contains(name) && !values.getHeaderName().equals(Headers.CONTENT_LENGTH)) {
                for (String value : values) {
                    // The bridge itself keeps this promise, AJP13 cannot.
                    if (!values.getHeaderName().equals(Headers.EXPECT) || !value.equalsIgnoreCase(CONTINUE)) {
                        headers.add(new AjpHeader(name, value));
                    }
                }
            }
        }
        addFraming(headers);
        return headers;
    }

    private void addFraming(List<AjpHeader> headers) {
        switch (body.kind()) {
            case FIXED -> headers.add(new AjpHeader("Content-Length", Long.toString(body.length())));
            case CHUNKED -> headers.add(new AjpHeader("Transfer-Encoding", "chunked"));
            case NONE -> {
                if (exchange.getRequestHeaders().contains(Headers.CONTENT_LENGTH)) {
                    headers.add(new AjpHeader("Content-Length", "0"));
                }
            }
        }
    }

    static Iterable<String> valuesOf(HeaderMap headers, HttpString name) {
        HeaderValues values = headers.get(name);
        return values == null ? List.of() : values;
    }

    private List<AjpAttribute> attributes(@Nullable String secret, List<AjpAttribute> choice) {
        List<AjpAttribute> attributes = new ArrayList<>();
        String query = RequestQuery.of(exchange);
        if (query != null) {
            attributes.add(AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, query));
        }
        if (secret != null) {
            attributes.add(AjpAttribute.of(AjpAttribute.Type.SECRET, secret));
        }
        attributes.addAll(choice);
        attributes.add(AjpAttribute.named(
                AjpAttribute.REMOTE_PORT,
                Integer.toString(exchange.getSourceAddress().getPort())));
        InetSocketAddress local = exchange.getDestinationAddress();
        if (local != null && local.getAddress() != null) {
            attributes.add(AjpAttribute.named(
                    AjpAttribute.LOCAL_ADDR, local.getAddress().getHostAddress()));
        }
        SSLSessionInfo tls = exchange.getConnection().getSslSessionInfo();
        if (tls != null) {
            addTls(tls, attributes);
        }
        return attributes;
    }

    private static void addTls(SSLSessionInfo tls, List<AjpAttribute> attributes) {
        if (tls.getCipherSuite() != null) {
            attributes.add(AjpAttribute.of(AjpAttribute.Type.SSL_CIPHER, tls.getCipherSuite()));
        }
        if (tls.getKeySize() > 0) {
            attributes.add(AjpAttribute.of(AjpAttribute.Type.SSL_KEY_SIZE, Integer.toString(tls.getKeySize())));
        }
        byte[] session = tls.getSessionId();
        if (session != null && session.length > 0) {
            attributes.add(AjpAttribute.of(
                    AjpAttribute.Type.SSL_SESSION, HexFormat.of().formatHex(session)));
        }
        if (tls.getSecureProtocol() != null) {
            attributes.add(AjpAttribute.named(AjpAttribute.SSL_PROTOCOL, tls.getSecureProtocol()));
        }
        String certificate = clientCertificate(tls);
        if (certificate != null) {
            attributes.add(AjpAttribute.of(AjpAttribute.Type.SSL_CERT, certificate));
        }
    }

    /** The certificate the client has already shown; none is asked for here. */
    private static @Nullable String clientCertificate(SSLSessionInfo tls) {
        try {
            Certificate[] chain = tls.getPeerCertificates();
            if (chain == null || chain.length == 0) {
                return null;
            }
            byte[] lineBreak = "\n".getBytes(StandardCharsets.US_ASCII);
            String base64 = Base64.getMimeEncoder(64, lineBreak).encodeToString(chain[0].getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (SSLPeerUnverifiedException | RenegotiationRequiredException | CertificateEncodingException none) {
            return null;
        }
    }
}
