package dev.holdfast.server.deploy.app;

import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says hello and what it was configured with. */
@WebServlet(
        name = "hello",
        urlPatterns = "/hello",
        initParams = @WebInitParam(name = "greeting", value = "annotated"),
        loadOnStartup = 1)
public final class HelloServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter()
                .print("hello " + getInitParameter("greeting") + " from " + request.getContextPath() + " by "
                        + getClass().getClassLoader().getClass().getSimpleName());
    }
}
