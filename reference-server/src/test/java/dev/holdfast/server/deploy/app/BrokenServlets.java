package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;

/** Servlets that cannot start, each in another way. */
public final class BrokenServlets {
    private BrokenServlets() {}

    @WebServlet(urlPatterns = "/throws", loadOnStartup = 1)
    public static final class Throws extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void init() {
            throw new IllegalStateException("as always");
        }
    }

    @WebServlet(urlPatterns = "/link", loadOnStartup = 2)
    public static final class CannotBeLinked extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void init() {
            throw new NoClassDefFoundError("no/Such");
        }
    }

    @WebServlet(urlPatterns = "/static", loadOnStartup = 3)
    public static final class CannotBeInitialised extends HttpServlet {
        private static final long serialVersionUID = 1L;

        static final int VALUE = Integer.parseInt("none");
    }

    @WebServlet(urlPatterns = "/deep", loadOnStartup = 4)
    public static final class Recurses extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void init() {
            throw new StackOverflowError("without an end");
        }
    }

    @WebServlet(urlPatterns = "/servlet", loadOnStartup = 5)
    public static final class ThrowsAServletException extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void init() throws ServletException {
            throw new ServletException("no key for it");
        }
    }

    @WebServlet(urlPatterns = "/unavailable", loadOnStartup = 6)
    public static final class IsUnavailable extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void init() throws ServletException {
            throw new UnavailableException("gone for good");
        }
    }

    /** Adds one by its class. */
    @WebListener
    public static final class Adder implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            ServletRegistration.Dynamic added = event.getServletContext().addServlet("added", Added.class);
            added.setLoadOnStartup(7);
            added.addMapping("/added");
        }
    }

    public static final class Added extends HttpServlet {
        private static final long serialVersionUID = 1L;

        static final int VALUE = Integer.parseInt("nothing");
    }
}
