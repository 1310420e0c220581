package dev.holdfast.it;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Says what the request and its thread say of themselves, on another thread where {@code ?async} asks for it. */
@WebServlet(urlPatterns = "/facts/*", asyncSupported = true)
public final class FactsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"async".equals(request.getQueryString())) {
            tell(request, response);
            return;
        }
        AsyncContext later = request.startAsync();
        later.start(() -> {
            try {
                tell(request, response);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                later.complete();
            }
        });
    }

    private static void tell(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("X-Port", String.valueOf(request.getServerPort()));
        response.setHeader("X-Visits", String.valueOf(visits(request.getSession())));
        response.getWriter()
                .print(request.getScheme() + " " + request.isSecure() + " " + request.getRemoteAddr() + " "
                        + request.getContextPath() + " " + request.getServletPath() + " " + request.getPathInfo() + " "
                        + request.getQueryString() + " " + atHome() + " " + pool());
    }

    private static int visits(HttpSession session) {
        Integer before = (Integer) session.getAttribute("visits");
        int visits = before == null ? 1 : before + 1;
        session.setAttribute("visits", visits);
        return visits;
    }

    /** Whether the container has set the thread up for the application. */
    private static boolean atHome() {
        return Thread.currentThread().getContextClassLoader() == FactsServlet.class.getClassLoader();
    }

    /** The pool that the thread is of, without its number in it. */
    private static String pool() {
        return Thread.currentThread().getName().replaceFirst("-\\d+$", "");
    }
}
