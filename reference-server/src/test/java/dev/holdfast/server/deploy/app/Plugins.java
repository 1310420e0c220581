package dev.holdfast.server.deploy.app;

import jakarta.servlet.http.HttpServlet;

/** Types of every kind that {@link PluginInitializer} handles. */
public final class Plugins {
    private Plugins() {}

    /** Implements it. */
    public abstract static class Base implements Plugin {}

    /** Inherits it. */
    public static final class Derived extends Base {}

    /** Extends it. */
    public interface Special extends Plugin {}

    /** Has an annotated method. */
    public static final class Marked {
        /** Annotated. */
        @Marker
        public void method() {}
    }

    /** Is a servlet only through a class that is not the application's. */
    public static final class Servlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    /** Is none of these. */
    public static final class Other {}
}
