package dev.holdfast.server.deploy;

import dev.holdfast.connector.BodyTimeoutException;
import dev.holdfast.connector.MalformedBodyException;
import dev.holdfast.server.realm.RealmUnavailableException;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.servlet.api.ExceptionHandler;
import io.undertow.servlet.api.LoggingExceptionHandler;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request whose servlet failed: the client's fault is answered as the client's, who cannot log in now is told to try
 * again, and a response that has begun is marked as
 * failed, so that the connector breaks it off instead of ending it as if it were whole.
 */
final class RequestFailures implements ExceptionHandler {
    private static final int RETRY_AFTER_SECONDS = 1;

    @Override
    public boolean handleThrowable(
            HttpServerExchange exchange, ServletRequest request, ServletResponse response, Throwable failure) {
        if (exchange.isResponseStarted()) {
            exchange.putAttachment(DefaultResponseListener.EXCEPTION, failure);
            return LoggingExceptionHandler.DEFAULT.handleThrowable(exchange, request, response, failure);
        }
        int status = status(failure);
        if (status == 0 || !(response instanceof HttpServletResponse http)) {
            return LoggingExceptionHandler.DEFAULT.handleThrowable(exchange, request, response, failure);
        }
        try {
            if (status == StatusCodes.SERVICE_UNAVAILABLE) {
                http.setIntHeader(Headers.RETRY_AFTER_STRING, RETRY_AFTER_SECONDS);
            }
            http.sendError(status);
        } catch (IOException clientIsGone) {
            return false;
        }
        return true;
    }

    /** Returns the status for what the client did wrong or cannot have now, or 0 where it is neither. */
    private static int status(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MalformedBodyException) {
                return StatusCodes.BAD_REQUEST;
            }
            if (cause instanceof BodyTimeoutException) {
                return StatusCodes.REQUEST_TIME_OUT;
            }
            if (cause instanceof RequestTooBigException) {
                return StatusCodes.REQUEST_ENTITY_TOO_LARGE;
            }
            if (cause instanceof RealmUnavailableException) {
                return StatusCodes.SERVICE_UNAVAILABLE;
            }
        }
        return 0;
    }
}
