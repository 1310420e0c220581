package dev.holdfast.server.deploy.app;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.CDIProvider;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A container of beans that an application brings, which has none: it notes what it gets back in the system property {@code holdfast.test.released}. */
public final class OwnContainer implements CDIProvider {
    @Override
    public CDI<Object> getCDI() {
        return new Current();
    }

    /** Is there before the container. */
    @WebListener
    public static final class InjectedListener implements ServletContextListener {
        @Inject
        private Object bean;

        @Override
        public void contextInitialized(ServletContextEvent event) {
            System.setProperty("holdfast.test.injected", String.valueOf(bean));
        }
    }

    /** Cannot be given its bean. */
    @WebServlet("/injected")
    public static final class InjectedServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Inject
        private transient Object bean;

        @Override
        public String toString() {
            return String.valueOf(bean);
        }
    }

    /** Fails after it was given its bean. */
    @WebServlet("/constructed")
    public static final class ConstructedServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Inject
        private transient Object bean;

        @PostConstruct
        void fail() {
            throw new IllegalStateException(String.valueOf(bean));
        }
    }

    private static final class Context implements CreationalContext<Object> {
        @Override
        public void push(Object incompleteInstance) {}

        @Override
        public void release() {
            System.setProperty("holdfast.test.released", "yes");
        }
    }

    private static @Nullable Object answer(Object proxy, Method method, Object[] arguments) {
        if (method.getName().equals("inject") && arguments[0] instanceof InjectedServlet) {
            throw new IllegalStateException("no such bean");
        }
        if (method.getReturnType() == CreationalContext.class) {
            return new Context();
        }
        return method.getReturnType().isInterface() ? proxy(method.getReturnType()) : null;
    }

    private static <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, OwnContainer::answer));
    }

    private static final class Current extends CDI<Object> {
        @Override
        public BeanManager getBeanManager() {
            return proxy(BeanManager.class);
        }

        @Override
        public Instance<Object> select(Annotation... qualifiers) {
            return this;
        }

        @Override
        public <U> Instance<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U> Instance<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isUnsatisfied() {
            return true;
        }

        @Override
        public boolean isAmbiguous() {
            return false;
        }

        @Override
        public void destroy(Object instance) {}

        @Override
        public Handle<Object> getHandle() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterable<? extends Handle<Object>> handles() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterator<Object> iterator() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object get() {
            throw new UnsupportedOperationException();
        }
    }
}
