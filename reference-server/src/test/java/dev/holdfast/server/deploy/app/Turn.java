package dev.holdfast.server.deploy.app;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/** One of it in a request. */
@RequestScoped
public class Turn {
    private int calls;

    @Inject
    private HttpServletRequest request;

    String next() {
        calls++;
        return calls + request.getServletPath();
    }
}
