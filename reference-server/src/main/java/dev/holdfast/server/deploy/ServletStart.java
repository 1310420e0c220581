package dev.holdfast.server.deploy;

import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.LifecycleInterceptor;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps what a servlet's {@code init} throws to that servlet: it is tried again when it is asked for, and its application is there. Undertow has that for a
 * ServletException only. A JVM that is at its limits is not the servlet's affair alone; one servlet's recursion without an end is.
 *
 * <p>Each failure is in the log once, with its stack trace. Undertow has all of those of requests there, and the cause of one while the application starts, but
 * nothing of a servlet that is unavailable then.
 */
final class ServletStart implements LifecycleInterceptor {
    private static final Logger LOG = Logger.getLogger(ServletStart.class);

    private final String application;

    /** The names of those that failed while the application started. */
    private final Set<String> failedAtOnce = ConcurrentHashMap.newKeySet();

    ServletStart(String application) {
        this.application = application;
    }

    @Override
    public void init(ServletInfo info, Servlet servlet, LifecycleContext context) throws ServletException {
        try {
            context.proceed();
        } catch (OutOfMemoryError | InternalError e) {
            throw e;
        } catch (UnavailableException e) {
            if (isAtOnce(info) && !(servlet instanceof MissingServlet)) {
                LOG.errorf(e, "%s: the servlet '%s' is unavailable", application, info.getName());
            }
            throw e;
        } catch (ServletException e) {
            throw isAtOnce(info) ? failed(info, e) : e;
        } catch (RuntimeException | Error e) {
            failedAtOnce.add(info.getName());
            throw failed(info, e);
        }
    }

    /** What is loaded on startup has failed then, if it is to be initialised again. */
    private boolean isAtOnce(ServletInfo info) {
        Integer order = info.getLoadOnStartup();
        return order != null && order >= 0 && failedAtOnce.add(info.getName());
    }

    private static ServletException failed(ServletInfo info, Throwable failure) {
        return new ServletException("the servlet '" + info.getName() + "' failed to start", failure);
    }

    @Override
    public void init(FilterInfo info, Filter filter, LifecycleContext context) throws ServletException {
        context.proceed();
    }

    @Override
    public void destroy(ServletInfo info, Servlet servlet, LifecycleContext context) throws ServletException {
        context.proceed();
    }

    @Override
    public void destroy(FilterInfo info, Filter filter, LifecycleContext context) throws ServletException {
        context.proceed();
    }
}
