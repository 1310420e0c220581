package dev.holdfast.connector.undertow;

import dev.holdfast.connector.RequestQuery;
import dev.holdfast.http1.AbsoluteTarget;
import dev.holdfast.http1.HttpVersion;
import dev.holdfast.http1.HttpViolation;
import dev.holdfast.http1.PlainPath;
import dev.holdfast.http1.RequestHead;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.BadRequestException;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.ParameterLimitException;
import io.undertow.util.Protocols;
import org.jspecify.annotations.Nullable;

/** Fills an Undertow exchange from a parsed head. */
final class RequestBuilder {
    private RequestBuilder() {}

    /** Returns why the request target is refused, or null. */
    static @Nullable HttpViolation fill(HttpServerExchange exchange, RequestHead head, StringBuilder decodeBuffer) {
        exchange.setRequestMethod(Methods.fromString(head.method()));
        exchange.setProtocol(head.version() == HttpVersion.HTTP_1_0 ? Protocols.HTTP_1_0 : Protocols.HTTP_1_1);
        HeaderMap headers = exchange.getRequestHeaders();
        for (int i = 0; i < head.fieldCount(); i++) {
            headers.add(HttpString.tryFromString(head.name(i)), head.value(i));
        }
        try {
            target(exchange, head.target(), decodeBuffer);
            // No resource has a NUL in its name, and everything below this ends a name at one.
            return exchange.getRequestPath().indexOf('\0') < 0 ? null : HttpViolation.BAD_REQUEST_TARGET;
        } catch (ParameterLimitException | BadRequestException | IllegalArgumentException undecodable) {
            return HttpViolation.BAD_REQUEST_TARGET;
        }
    }

    private static void target(HttpServerExchange exchange, String target, StringBuilder decodeBuffer)
            throws ParameterLimitException, BadRequestException {
        if (exchange.getRequestMethod().equals(Methods.CONNECT)) {
            exchange.setRequestURI(target);
            exchange.setRequestPath(target);
            exchange.setRelativePath(target);
            return;
        }
        if (PlainPath.is(target)) {
            exchange.setRequestURI(target);
            exchange.setRequestPath(target);
            exchange.setRelativePath(target);
            return;
        }
        int query = target.indexOf('?');
        if (query >= 0) {
            RequestQuery.keep(exchange, target.substring(query + 1));
        }
        AbsoluteTarget absolute = target.startsWith("/") ? null : AbsoluteTarget.parse(target);
        if (absolute == null) {
            Connectors.setExchangeRequestPath(exchange, target, decodeBuffer);
            return;
        }
        Connectors.setExchangeRequestPath(exchange, absolute.pathAndQuery(), decodeBuffer);
        exchange.getRequestHeaders().put(Headers.HOST, absolute.authority());
        exchange.setRequestURI(query < 0 ? target : target.substring(0, query), true);
    }
}
