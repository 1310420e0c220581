package dev.holdfast.server.deploy;

import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.LifecycleInterceptor;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import org.jboss.logging.Logger;

/**
 * Keeps what a servlet's {@code init} throws to that servlet: it is tried again when it is asked for, and its application is there. Undertow has that for a
 * ServletException only. A JVM that is at its limits is not the servlet's affair alone.
 */
final class ServletStart implements LifecycleInterceptor {
    private static final Logger LOG = Logger.getLogger(ServletStart.class);

    private final String application;

    ServletStart(String application) {
        this.application = application;
    }

    @Override
    public void init(ServletInfo info, Servlet servlet, LifecycleContext context) throws ServletException {
        try {
            context.proceed();
        } catch (UnavailableException e) {
            if (!(servlet instanceof MissingServlet)) {
                LOG.errorf("%s: the servlet '%s' is unavailable: %s", application, info.getName(), e.getMessage());
            }
            throw e;
        } catch (ServletException e) {
            LOG.errorf("%s: the servlet '%s' failed to start: %s", application, info.getName(), Fault.describe(e));
            throw e;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.errorf("%s: the servlet '%s' failed to start: %s", application, info.getName(), Fault.describe(e));
            throw new ServletException("the servlet '" + info.getName() + "' failed to start", e);
        }
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
