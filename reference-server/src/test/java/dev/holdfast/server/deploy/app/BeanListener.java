package dev.holdfast.server.deploy.app;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;

/** Is the first visitor, and in each request the first to take a turn. */
@WebListener
public final class BeanListener implements ServletContextListener, ServletRequestListener {
    @Inject
    private Visitors visitors;

    @Inject
    private Turn turn;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        visitors.next();
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        event.getServletRequest().setAttribute("turn", turn.next());
    }
}
