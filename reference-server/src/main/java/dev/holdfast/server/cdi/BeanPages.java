package dev.holdfast.server.cdi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.jsp.JspApplicationContext;
import jakarta.servlet.jsp.JspFactory;
import java.util.Set;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.el.WeldELContextListener;
import org.jspecify.annotations.Nullable;

/** Lets the expressions of pages name beans. Comes after Jasper's own initializer. */
final class BeanPages implements ServletContainerInitializer {
    private final BeanManagerImpl manager;

    BeanPages(BeanManagerImpl manager) {
        this.manager = manager;
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
        JspApplicationContext pages = JspFactory.getDefaultFactory().getJspApplicationContext(context);
        pages.addELResolver(manager.getELResolver());
        pages.addELContextListener(new WeldELContextListener());
    }
}
