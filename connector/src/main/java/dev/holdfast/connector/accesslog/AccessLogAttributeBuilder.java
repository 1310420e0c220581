package dev.holdfast.connector.accesslog;

import io.undertow.attribute.ExchangeAttribute;
import io.undertow.attribute.ExchangeAttributeBuilder;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Adds the connector's tokens to every format that Undertow parses with a class loader that sees this class; made by {@code ServiceLoader}. No
 * token that Undertow has is replaced.
 */
public final class AccessLogAttributeBuilder implements ExchangeAttributeBuilder {
    private static final String PREFIX = "%{holdfast,";

    /** Called by {@code ServiceLoader}. */
    public AccessLogAttributeBuilder() {}

    @Override
    public String name() {
        return "Holdfast";
    }

    /**
     * Returns the attribute for {@code token}, or null where it is none of ours.
     *
     * @throws IllegalArgumentException if it begins as ours do and is none of them; the message names those there are
     */
    @Override
    public @Nullable ExchangeAttribute build(String token) {
        for (AccessLogToken known : AccessLogToken.values()) {
            if (token.equals(known.syntax()) || token.equals(known.letter())) {
                return new AccessLogAttribute(known);
            }
        }
        if (token.startsWith(PREFIX)) {
            throw new IllegalArgumentException(token + " in an access log's format is none of "
                    + Arrays.stream(AccessLogToken.values())
                            .map(AccessLogToken::syntax)
                            .collect(Collectors.joining(" ")));
        }
        return null;
    }

    /** After Undertow's own, 0 to 100: where it has a letter, formats that use it keep their meaning. */
    @Override
    public int priority() {
        return -1;
    }
}
