package dev.holdfast.server.deploy.app;

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
}
