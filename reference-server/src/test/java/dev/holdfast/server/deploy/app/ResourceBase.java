package dev.holdfast.server.deploy.app;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.servlet.http.HttpServlet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is injected into a superclass, and called there. */
class ResourceBase extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:jboss/datasources/jdbc/shop", name = "jdbc/byLookup")
    private transient @Nullable DataSource ofBase;

    private final StringBuilder story = new StringBuilder();

    @PostConstruct
    private void begin() {
        tell("base " + (ofBase == null ? "without" : "with"));
    }

    @PostConstruct
    void overridden() {
        tell("never");
    }

    @PreDestroy
    void end() {
        System.setProperty("holdfast.test.resources", story + " ended");
    }

    void tell(String event) {
        story.append(story.isEmpty() ? "" : ", ").append(event);
    }

    String story() {
        return story.toString();
    }
}
