package dev.holdfast.server.deploy;

import dev.holdfast.connector.BodyTimeoutException;
import dev.holdfast.connector.MalformedBodyException;
import dev.holdfast.server.realm.RealmUnavailableException;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.servlet.api.ExceptionHandler;
import io.undertow.servlet.api.LoggingExceptionHandler;
import io.undertow.servlet.core.ManagedServlet;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request whose servlet failed: the client's fault is answered as the client's, who cannot log in now is told to try
 * again, and a response that has begun is marked as
 * failed, so that the connector breaks it off instead of ending it as if it were whole. A servlet that fails to start with every request, and always for the same
 * reason, is in the log once.
 */
final class RequestFailures implements ExceptionHandler {
    private static final Logger LOG = Logger.getLogger(RequestFailures.class);
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final String STARTS_SERVLETS = ManagedServlet.class.getName();

    /** Why servlets did not start when they were asked for last, by their names. */
    private final Map<String, String> startFailures = new ConcurrentHashMap<>();

    @Override
    public boolean handleThrowable(
            HttpServerExchange exchange, ServletRequest request, ServletResponse response, Throwable failure) {
        if (exchange.isResponseStarted()) {
            exchange.putAttachment(DefaultResponseListener.EXCEPTION, failure);
            return LoggingExceptionHandler.DEFAULT.handleThrowable(exchange, request, response, failure);
        }
        int status = status(failure);
        if (status == 0 || !(response instanceof HttpServletResponse http)) {
            if (isKnown(exchange, failure)) {
                LOG.debugf(failure, "%s fails as before", exchange.getRequestURI());
                return false;
            }
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

    private boolean isKnown(HttpServerExchange exchange, Throwable failure) {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        if (context == null || context.getCurrentServlet() == null || !isOfAStart(failure)) {
            return false;
        }
        String reason = reason(failure);
        String servlet =
                context.getCurrentServlet().getManagedServlet().getServletInfo().getName();
        return reason.equals(startFailures.put(servlet, reason));
    }

    private static boolean isOfAStart(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().equals(STARTS_SERVLETS)) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Fault.describe(cause);
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
