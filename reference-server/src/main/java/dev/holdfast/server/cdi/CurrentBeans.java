package dev.holdfast.server.cdi;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.CDIProvider;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jboss.weld.Container;
import org.jboss.weld.SimpleCDI;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jspecify.annotations.Nullable;

/** {@code CDI.current()}: the container of the application whose class loader, or one derived from it, is the thread's. */
final class CurrentBeans implements CDIProvider {
    private static final Map<ClassLoader, CDI<Object>> BY_LOADER = Collections.synchronizedMap(new WeakHashMap<>());

    static {
        CDI.setCDIProvider(new CurrentBeans());
    }

    private CurrentBeans() {}

    static void bind(ClassLoader loader, BeanManagerImpl manager) {
        BY_LOADER.put(loader, new OfApplication(manager));
    }

    static void unbind(ClassLoader loader) {
        BY_LOADER.remove(loader);
    }

    @Override
    public CDI<Object> getCDI() {
        for (@Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
                loader != null;
                loader = loader.getParent()) {
            CDI<Object> beans = BY_LOADER.get(loader);
            if (beans != null) {
                return beans;
            }
        }
        throw new IllegalStateException("this thread is of no application that has a beans.xml");
    }

    /** Asks the bean archive of whoever calls, or else that of the application. */
    private static final class OfApplication extends SimpleCDI {
        private final BeanManagerImpl manager;

        OfApplication(BeanManagerImpl manager) {
            super(Container.instance(manager));
            this.manager = manager;
        }

        @Override
        protected BeanManagerImpl unsatisfiedBeanManager(String callerClassName) {
            return manager;
        }

        @Override
        protected BeanManagerImpl ambiguousBeanManager(String callerClassName, Set<BeanManagerImpl> managers) {
            return manager;
        }
    }
}
