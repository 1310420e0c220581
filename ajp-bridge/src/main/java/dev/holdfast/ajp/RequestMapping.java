package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.RequestBody;
import dev.holdfast.connector.RequestQuery;
import dev.holdfast.http1.PlainPath;
import io.undertow.security.impl.ExternalAuthenticationMechanism;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.BadRequestException;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.ParameterLimitException;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills an Undertow exchange from a request as its front tells of it. */
final class RequestMapping {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private RequestMapping() {}

    /** Returns the status to refuse the request with, or 0. */
    static int fill(
            HttpServerExchange exchange,
            ForwardRequest request,
            RequestBody body,
            FrontFacts facts,
            boolean frontAuthenticates) {
        try {
            HttpString method = Methods.fromString(request.method());
            Connectors.verifyToken(method);
            exchange.setRequestMethod(method);
            HttpString protocol = protocol(request.protocol());
            if (protocol == null || !headers(exchange, request, body) || !target(exchange, request, facts)) {
                return StatusCodes.BAD_REQUEST;
            }
            exchange.setProtocol(protocol);
        } catch (ParameterLimitException | BadRequestException | IllegalArgumentException undecodable) {
            return StatusCodes.BAD_REQUEST;
        }
        exchange.setRequestScheme(request.secure() ? "https" : "http");
        exchange.setSourceAddress(AddressText.of(request.remoteAddr(), facts.remotePort));
        exchange.setDestinationAddress(
                AddressText.of(facts.localAddr == null ? request.serverName() : facts.localAddr, request.serverPort()));
        if (facts.attributes() != null) {
            exchange.putAttachment(HttpServerExchange.REQUEST_ATTRIBUTES, facts.attributes());
        }
        if (frontAuthenticates && facts.remoteUser != null) {
            exchange.putAttachment(ExternalAuthenticationMechanism.EXTERNAL_PRINCIPAL, facts.remoteUser);
            if (facts.authType != null) {
                exchange.putAttachment(ExternalAuthenticationMechanism.EXTERNAL_AUTHENTICATION_TYPE, facts.authType);
            }
        }
        return 0;
    }

    private static @Nullable HttpString protocol(String text) {
        return switch (text) {
            case "HTTP/1.1" -> Protocols.HTTP_1_1;
            case "HTTP/1.0" -> Protocols.HTTP_1_0;
            case "HTTP/0.9" -> Protocols.HTTP_0_9;
            default -> text.startsWith("HTTP/") && isVisible(text) ? HttpString.tryFromString(text) : null;
        };
    }

    private static boolean headers(HttpServerExchange exchange, ForwardRequest request, RequestBody body) {
        HeaderMap headers = exchange.getRequestHeaders();
        List<AjpHeader> sent = request.headers();
        int hosts = 0;
        for (int i = 0; i < sent.size(); i++) {
            AjpHeader header = sent.get(i);
            HttpString name = HttpString.tryFromString(header.name());
            if (name.equals(Headers.HOST)) {
                hosts++;
            }
            if (body.kind() == RequestBody.Kind.CHUNKED && name.equals(Headers.CONTENT_LENGTH)) {
                continue;
            }
            headers.add(name, header.value());
        }
        if (hosts == 0 && !request.serverName().isEmpty()) {
            // Whoever asks for the server's name looks here, and the front has told it elsewhere.
            headers.put(Headers.HOST, host(request));
        }
        return hosts <= 1 && isVisible(request.serverName());
    }

    private static String host(ForwardRequest request) {
        int port = request.serverPort();
        boolean usual = port == (request.secure() ? HTTPS_PORT : HTTP_PORT) || port == 0;
        String name = request.serverName();
        String literal = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
        return usual ? literal : literal + ":" + port;
    }

    /** The path as the front had it, decoded as HttpConnector does. */
    private static boolean target(HttpServerExchange exchange, ForwardRequest request, FrontFacts facts)
            throws ParameterLimitException, BadRequestException {
        String uri = request.requestUri();
        String query = facts.query;
        if (query == null && PlainPath.is(uri)) {
            exchange.setRequestURI(uri);
            exchange.setRequestPath(uri);
            exchange.setRelativePath(uri);
            return true;
        }
        boolean legal = (uri.startsWith("/")
                        || (uri.equals("*") && exchange.getRequestMethod().equals(Methods.OPTIONS)))
                && uri.indexOf('?') < 0
                && uri.indexOf('#') < 0
                && isVisible(uri)
                && (query == null || isVisible(query));
        if (!legal) {
            return false;
        }
        if (query != null) {
            RequestQuery.keep(exchange, query);
        }
        // Nothing of one request is left for another to find (CVE-2024-6162).
        Connectors.setExchangeRequestPath(exchange, query == null ? uri : uri + "?" + query, new StringBuilder());
        // No resource has a NUL in its name, and everything below this ends a name at one.
        return exchange.getRequestPath().indexOf('\0') < 0;
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7F) {
                return false;
            }
        }
        return true;
    }
}
