package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;

/** Fails when it is initialised. */
public final class ExplodingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public void init() throws ServletException {
        throw new ServletException("no key");
    }
}
