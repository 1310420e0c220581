package dev.holdfast.server.deploy.app;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Says what it finds of the beans of each scope, and of their container. */
@SuppressWarnings("BanJNDI") // It is what is tested.
@WebServlet("/bean/*")
public final class BeanServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Visitors visitors;

    @Inject
    private transient Turn turn;

    @Inject
    private transient Basket basket;

    @Inject
    private transient Wizard wizard;

    @Resource
    private transient @Nullable BeanManager manager;

    private int atFirst = -1;

    /** Of the container of beans alone can it get what it needs. */
    @Inject
    public BeanServlet(Visitors visitors) {
        this.visitors = visitors;
    }

    @PostConstruct
    void begin() {
        atFirst = visitors.getCount();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = String.valueOf(request.getPathInfo());
        response.getWriter()
                .print(
                        switch (path) {
                            case "/application" -> atFirst + " " + visitors.next();
                            case "/request" -> turn.next() + " " + turn.next();
                            case "/session" -> basket.add(request.getParameter("item"));
                            case "/conversation" -> wizard.next();
                            case "/manager" -> managers(request);
                            default -> path;
                        });
    }

    private String managers(HttpServletRequest request) {
        try {
            BeanManager named = InitialContext.doLookup("java:comp/BeanManager");
            Object attribute = request.getServletContext().getAttribute(BeanManager.class.getName());
            return named.equals(manager) + " " + named.equals(attribute) + " "
                    + CDI.current().select(Visitors.class).get().equals(visitors);
        } catch (NamingException e) {
            return e.toString();
        }
    }
}
