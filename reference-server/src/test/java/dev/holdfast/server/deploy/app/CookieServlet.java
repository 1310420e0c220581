package dev.holdfast.server.deploy.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says which cookies it got, and sets some. */
@WebServlet("/cookies")
public final class CookieServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.getSession();
        Cookie token = new Cookie("token", "x=y/z+==");
        token.setPath("/");
        token.setMaxAge(60);
        token.setAttribute("SameSite", "Strict");
        token.setAttribute("Partitioned", "");
        response.addCookie(token);
        response.addCookie(new Cookie("place", "K\u00fcste"));
        response.setContentType("text/plain;charset=UTF-8");
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                response.getWriter().print(cookie.getName() + "=" + cookie.getValue() + "|");
            }
        }
    }
}
