package dev.holdfast.server.deploy.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Keeps things in its session, and says what it finds there. */
@WebServlet("/keep")
public final class KeepingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        String put = request.getParameter("put");
        if (put != null) {
            session = request.getSession();
            session.setAttribute("cart", new Cart(put));
            session.setAttribute("here", new Object());
            session.setMaxInactiveInterval(7777);
        }
        response.getWriter()
                .print(
                        session == null
                                ? "none"
                                : session.getAttribute("cart") + " " + session.getAttribute("here") + " "
                                        + session.getMaxInactiveInterval() + " new " + session.isNew());
    }

    /** Something of the application's own. */
    private static final class Cart implements HttpSessionActivationListener, Serializable {
        private static final long serialVersionUID = 1L;

        private final List<String> story = new ArrayList<>();

        Cart(String first) {
            story.add(first);
        }

        @Override
        public void sessionWillPassivate(HttpSessionEvent event) {
            if (story.contains("sleepless")) {
                throw new IllegalArgumentException("does not sleep");
            }
            while (story.contains("restless") && System.getProperty("holdfast.test.go-on") == null) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            story.add("sleeps " + event.getSession().getMaxInactiveInterval());
        }

        @Override
        public void sessionDidActivate(HttpSessionEvent event) {
            if (story.contains("dreaming")) {
                throw new IllegalArgumentException("does not wake");
            }
            story.add("wakes " + (event.getSession().getAttribute("cart") == this));
        }

        @Override
        public String toString() {
            return story.toString();
        }
    }
}
