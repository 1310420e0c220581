package dev.holdfast.server.deploy.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/** Answers in the language asked for, and says another if that is asked for too. */
@WebServlet("/locale")
public final class LocaleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setLocale(Locale.forLanguageTag(request.getParameter("tag")));
        if (request.getParameter("header") != null) {
            response.setHeader("Content-Language", request.getParameter("header"));
        }
        response.getWriter().print("x");
    }
}
