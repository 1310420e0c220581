package dev.holdfast.server.deploy.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers by an asynchronous dispatch to the URI that was asked for, as Spring does. */
public final class DispatchedAgainServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.getWriter().print("again " + request.getRequestURI());
        } else {
            request.startAsync(request, response).dispatch();
        }
    }
}
