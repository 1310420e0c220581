package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Logs in whoever the parameters name, says whether that is an administrator, and logs out. */
@WebServlet("/login")
public final class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            request.login(request.getParameter("user"), request.getParameter("password"));
            response.getWriter().print(request.getRemoteUser() + " " + request.isUserInRole("admin"));
            request.logout();
        } catch (ServletException refused) {
            response.getWriter().print("refused");
        }
    }
}
