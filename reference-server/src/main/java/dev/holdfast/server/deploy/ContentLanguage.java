package dev.holdfast.server.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.util.Locale;

/**
 * Makes a language tag (RFC 9110 section 8.5.1) of what Undertow writes for {@code ServletResponse.setLocale}: language and country with a hyphen between them, so
 * {@code en-} for a locale without a country, and without a script. A header that the application sets itself is left alone.
 */
final class ContentLanguage {
    private ContentLanguage() {}

    static void correct(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        String written = headers.getFirst(Headers.CONTENT_LANGUAGE);
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        if (written == null || context == null) {
            return;
        }
        Locale locale = context.getOriginalResponse().getLocale();
        if (!written.equals(locale.getLanguage() + "-" + locale.getCountry())) {
            return;
        }
        if (locale.getLanguage().isEmpty()) {
            headers.remove(Headers.CONTENT_LANGUAGE);
        } else {
            headers.put(Headers.CONTENT_LANGUAGE, locale.toLanguageTag());
        }
    }
}
