package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HttpViolation;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;

/** What a handler gets that reads a body whose framing is broken. */
final class MalformedBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private MalformedBodyException(String what) {
        super(what);
    }

    /** Throws, and sees to it that the client is told of its own fault where Undertow would tell it of a server's: 400, not 500. */
    static void throwAndAnswer(String what, HttpServerExchange exchange) throws IOException {
        exchange.addDefaultResponseListener(MalformedBodyException::answer);
        throw new MalformedBodyException(what);
    }

    private static boolean answer(HttpServerExchange exchange) {
        if (exchange.getAttachment(DefaultResponseListener.EXCEPTION) instanceof MalformedBodyException
                && !exchange.isResponseStarted()) {
            exchange.setStatusCode(HttpViolation.BAD_CHUNK.status());
        }
        return false;
    }
}
