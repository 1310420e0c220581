package dev.holdfast.it;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Counts its requests, by a bean. */
@WebServlet("/count")
public final class CountingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Counter counter;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(counter.next());
    }
}
