package dev.holdfast.server.deploy.app;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Says what is injected into it. */
@Resource(name = "jdbc/shop", type = DataSource.class)
@WebServlet("/resources")
public final class ResourceServlet extends ResourceBase {
    private static final long serialVersionUID = 1L;

    @Resource(name = "jdbc/shop")
    private transient @Nullable DataSource byName;

    @Resource(mappedName = "jdbc/shop")
    private transient @Nullable DataSource byMappedName;

    @Resource
    private int limit = 5;

    @Resource(name = "greeting")
    private @Nullable String greeting;

    @Resource
    private TimeUnit unit = TimeUnit.DAYS;

    private @Nullable String declared;
    private boolean property;

    @Resource
    void setRate(double rate) {
        tell("rate " + rate);
    }

    @PostConstruct
    void ready() {
        tell("limit " + limit + " " + greeting + " " + unit + " " + (byName != null && byName.equals(byMappedName)));
    }

    /** Without its annotation, it is not called. */
    @Override
    void overridden() {
        tell("overridden");
    }

    /** Called because web.xml says so. */
    void alsoReady() {
        tell("declared " + declared + " " + property);
    }

    /** Set because web.xml says so. */
    void setSwitch(boolean on) {
        property = on;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(story());
    }
}
