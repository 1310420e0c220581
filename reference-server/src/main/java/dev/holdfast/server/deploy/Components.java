package dev.holdfast.server.deploy;

import dev.holdfast.server.cdi.BeanComponent;
import dev.holdfast.server.cdi.Beans;
import io.undertow.servlet.api.ClassIntrospecter;
import io.undertow.servlet.api.InstanceFactory;
import io.undertow.servlet.api.InstanceHandle;
import io.undertow.servlet.util.ConstructorInstanceFactory;
import jakarta.servlet.Servlet;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instances of an application's components, and gives them what they ask for: servlets, filters, listeners, WebSocket endpoints and what the application
 * adds of these by its class.
 */
final class Components implements ClassIntrospecter {
    private final WebApp app;
    private final Injections injections;
    private final @Nullable Beans beans;
    private final @Nullable OwnBeans ownBeans;

    Components(WebApp app, Resources resources, @Nullable Beans beans) {
        this.app = app;
        this.injections = new Injections(app, resources, beans != null);
        this.beans = beans;
        this.ownBeans = OwnBeans.of(app);
    }

    /**
     * Returns what makes instances of a class that a descriptor or an annotation names.
     *
     * @throws Fault if what it asks for is not there
     */
    <T> InstanceFactory<T> of(Class<T> type) {
        try {
            return createInstanceFactory(type);
        } catch (NoSuchMethodException e) {
            throw Fault.of("has no constructor without parameters")
                    .in(type.getName())
                    .at(app.place(type.getName()))
                    .because(e);
        }
    }

    @Override
    public <T> InstanceFactory<T> createInstanceFactory(Class<T> type) throws NoSuchMethodException {
        InstanceFactory<T> factory = factory(type);
        return Servlet.class.isAssignableFrom(type) ? keeping(factory) : factory;
    }

    private <T> InstanceFactory<T> factory(Class<T> type) throws NoSuchMethodException {
        if (type.getClassLoader() != app.loader()) {
            return new ConstructorInstanceFactory<>(type.getDeclaredConstructor());
        }
        Injection injection = injections.of(type);
        if (beans != null) {
            BeanComponent<T> component = component(beans, type);
            return () -> WithBeans.create(component, injection);
        }
        Constructor<T> constructor = type.getDeclaredConstructor();
        InstanceFactory<T> plain = new ConstructorInstanceFactory<>(constructor);
        return () -> Plain.create(plain.createInstance().getInstance(), injection, ownBeans);
    }

    /** What is thrown by initialisers of a servlet's class is this servlet's failure, as what its constructor throws is. */
    private static <T> InstanceFactory<T> keeping(InstanceFactory<T> factory) {
        return () -> {
            try {
                return factory.createInstance();
            } catch (OutOfMemoryError | InternalError e) {
                throw e;
            } catch (Error e) {
                InstantiationException failed = new InstantiationException(Fault.describe(e));
                failed.initCause(e);
                throw failed;
            }
        };
    }

    private <T> BeanComponent<T> component(Beans of, Class<T> type) {
        try {
            return of.component(type);
        } catch (RuntimeException | LinkageError e) {
            throw Fault.of("cannot be given its beans", StartupFailure.missing(e))
                    .in(type.getName())
                    .at(app.place(type.getName()));
        }
    }

    record Plain<T>(T instance, Injection injection, OwnBeans.Lease lease) implements InstanceHandle<T> {
        static <T> InstanceHandle<T> create(T instance, Injection injection, @Nullable OwnBeans ownBeans) {
            injection.inject(instance);
            OwnBeans.Lease lease = ownBeans == null ? OwnBeans.Lease.NONE : ownBeans.inject(instance);
            try {
                injection.afterConstruction(instance);
            } catch (RuntimeException | Error failed) {
                lease.end();
                throw failed;
            }
            return new Plain<>(instance, injection, lease);
        }

        @Override
        public T getInstance() {
            return instance;
        }

        @Override
        public void release() {
            try {
                injection.beforeDestruction(instance);
            } finally {
                lease.end();
            }
        }
    }

    private record WithBeans<T>(BeanComponent.Instance<T> instance, Injection injection) implements InstanceHandle<T> {
        static <T> InstanceHandle<T> create(BeanComponent<T> component, Injection injection) {
            BeanComponent.Instance<T> instance = component.create(injection::inject);
            try {
                injection.afterConstruction(instance.get());
            } catch (RuntimeException | Error failed) {
                instance.context().release();
                throw failed;
            }
            return new WithBeans<>(instance, injection);
        }

        @Override
        public T getInstance() {
            return instance.get();
        }

        @Override
        public void release() {
            try {
                injection.beforeDestruction(instance.get());
            } finally {
                instance.destroy();
            }
        }
    }
}
