package dev.holdfast.server.deploy.app;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Uses beans before the servlet does. */
@WebFilter("/bean/*")
public final class BeanFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Turn turn;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Filtered", turn.next());
        chain.doFilter(request, response);
    }
}
