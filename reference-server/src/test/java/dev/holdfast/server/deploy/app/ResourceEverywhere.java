package dev.holdfast.server.deploy.app;

import jakarta.annotation.Resource;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Components other than servlets, each with a resource. */
public final class ResourceEverywhere {
    private ResourceEverywhere() {}

    /** Tells filters and servlets. */
    @WebListener
    public static final class Listener implements ServletContextListener {
        @Resource(name = "greeting")
        private @Nullable String greeting;

        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().setAttribute("listener", greeting);
        }
    }

    /** Tells the client. */
    @WebFilter("/*")
    public static final class Filter extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Resource(name = "greeting")
        private @Nullable String greeting;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            response.setHeader("Greeting", greeting + " " + getServletContext().getAttribute("listener"));
            chain.doFilter(request, response);
        }
    }

    /** Greets. */
    @ServerEndpoint("/greet")
    public static final class Endpoint {
        @Resource(name = "greeting")
        private @Nullable String greeting;

        @OnMessage
        public String greet(String name) {
            return greeting + " " + name;
        }
    }
}
