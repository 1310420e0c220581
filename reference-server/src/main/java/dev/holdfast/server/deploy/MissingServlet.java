package dev.holdfast.server.deploy;

import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;

/** In the place of a servlet whose class cannot be loaded: the others of the application are there, and this one is unavailable for good (404). */
final class MissingServlet extends GenericServlet {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private MissingServlet(String reason) {
        this.reason = reason;
    }

    static ServletInfo info(String name, String reason) {
        return new ServletInfo(name, MissingServlet.class, new ImmediateInstanceFactory<>(new MissingServlet(reason)));
    }

    @Override
    public void init() throws UnavailableException {
        throw new UnavailableException(reason);
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) {
        throw new IllegalStateException("is never initialised");
    }
}
