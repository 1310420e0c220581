package dev.holdfast.server.deploy.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says how it was found at the context root. */
@WebServlet("")
public final class RootServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print("[" + request.getServletPath() + "] [" + request.getPathInfo() + "] "
                        + request.getHttpServletMapping().getMappingMatch());
    }
}
