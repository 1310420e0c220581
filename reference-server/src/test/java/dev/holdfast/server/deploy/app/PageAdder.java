package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Adds the pages {@code WEB-INF/one.jsp} and {@code WEB-INF/two.jsp} at {@code /one} and {@code /two}. */
public final class PageAdder implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        for (String name : new String[] {"one", "two"}) {
            context.addJspFile(name, "/WEB-INF/" + name + ".jsp").addMapping("/" + name);
        }
    }
}
