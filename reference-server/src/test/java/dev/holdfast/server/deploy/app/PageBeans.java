package dev.holdfast.server.deploy.app;

import jakarta.el.ELContext;
import jakarta.el.ELResolver;
import jakarta.el.OptionalELResolver;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.jsp.JspApplicationContext;
import jakarta.servlet.jsp.JspFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Puts what pages show into the application's scope, and adds resolvers of its own. */
public final class PageBeans implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        context.setAttribute("point", new Point(3, 4));
        context.setAttribute("numbers", new int[] {7, 8, 9});
        context.setAttribute("some", Optional.of(new Point(3, 4)));
        context.setAttribute("none", Optional.empty());
        context.setAttribute("counter", new Counter(new AtomicInteger()));
        JspApplicationContext pages = JspFactory.getDefaultFactory().getJspApplicationContext(context);
        pages.addELResolver(new OptionalELResolver());
        pages.addELResolver(new Twice());
    }

    /** A record with a method. */
    public record Point(int x, int y) {
        /** Returns both together. */
        public int sum() {
            return x + y;
        }
    }

    /** Counts how often it is asked. */
    public record Counter(AtomicInteger count) {
        /** Returns one more than before. */
        public int next() {
            return count.incrementAndGet();
        }
    }

    private static final class Twice extends ELResolver {
        @Override
        public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
            if (base != null || !"twice".equals(property)) {
                return null;
            }
            context.setPropertyResolved(base, property);
            return "found by the application";
        }

        @Override
        public @Nullable Class<?> getType(ELContext context, @Nullable Object base, Object property) {
            return null;
        }

        @Override
        public void setValue(ELContext context, Object base, Object property, Object value) {}

        @Override
        public boolean isReadOnly(ELContext context, Object base, Object property) {
            return true;
        }

        @Override
        public Class<?> getCommonPropertyType(ELContext context, Object base) {
            return Object.class;
        }
    }
}
