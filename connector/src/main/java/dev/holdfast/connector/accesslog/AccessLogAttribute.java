package dev.holdfast.connector.accesslog;

import dev.holdfast.connector.RequestFacts;
import io.undertow.attribute.ExchangeAttribute;
import io.undertow.attribute.ReadOnlyAttributeException;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** A token in a format. Reads null, which an access log writes as {@code -}, where the exchange came over another listener. */
record AccessLogAttribute(AccessLogToken token) implements ExchangeAttribute {
    @Override
    public @Nullable String readAttribute(HttpServerExchange exchange) {
        RequestFacts facts = RequestFacts.of(exchange);
        return facts == null ? null : token.of(facts);
    }

    @Override
    public void writeAttribute(HttpServerExchange exchange, String newValue) throws ReadOnlyAttributeException {
        throw new ReadOnlyAttributeException(token.syntax(), newValue);
    }

    @Override
    public String toString() {
        return token.syntax();
    }
}
