package dev.holdfast.it.arquillian;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the tests of this package deploy: a servlet that other classes of the application can look at. */
@WebServlet("/greeting")
public final class GreetingServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    static final String GREETING = "ahoy";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean asksWhere = request.getParameter("process") != null;
        response.getWriter().print(asksWhere ? ProcessHandle.current().pid() : GREETING);
    }
}
