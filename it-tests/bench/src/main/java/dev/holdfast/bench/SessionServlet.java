package dev.holdfast.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Reads ten attributes of its session and writes them; {@code distributions.py} puts it into a web archive. */
public final class SessionServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int ATTRIBUTES = 10;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        int sum = 0;
        for (int i = 0; i < ATTRIBUTES; i++) {
            Integer before = (Integer) session.getAttribute("a" + i);
            int count = before == null ? 1 : before + 1;
            session.setAttribute("a" + i, count);
            sum += count;
        }
        response.setContentType("text/plain");
        response.getWriter().print(sum);
    }
}
