package dev.holdfast.server.deploy;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The beans of an application that brings its own Weld, which has them injected into servlets, filters and listeners in Tomcat and Jetty too. Its classes, and
 * those of the API, are the application's own, hence the reflection.
 */
final class OwnBeans {
    private static final Logger LOG = Logger.getLogger(OwnBeans.class);
    private static final String WELD = "org.jboss.weld.environment.servlet.WeldServletLifecycle";
    private static final String API = "jakarta.enterprise.inject.spi.";
    private static final String CONTEXT = "jakarta.enterprise.context.spi.CreationalContext";
    private static final String INJECT = "jakarta.inject.Inject";

    private final ClassLoader loader;

    private OwnBeans(ClassLoader loader) {
        this.loader = loader;
    }

    /** Returns the beans of the application, or null where it does not bring the Weld for servlet containers. */
    static @Nullable OwnBeans of(WebApp app) {
        boolean there =
                app.beanArchives().isEmpty() && app.loader().findResource(WELD.replace('.', '/') + ".class") != null;
        return there ? new OwnBeans(app.loader()) : null;
    }

    /** What is kept for an instance until it is no longer needed. */
    @FunctionalInterface
    interface Lease {
        Lease NONE = () -> {};

        void end();
    }

    /**
     * Gives {@code instance} the beans it asks for, or none and says so in the log, if Weld has not been started.
     *
     * @throws Fault if Weld has no such bean
     */
    Lease inject(Object instance) {
        Class<?> type = instance.getClass();
        if (!asksForBeans(type)) {
            return Lease.NONE;
        }
        try {
            Object current = current(type);
            if (current == null) {
                return Lease.NONE;
            }
            Object manager = call("CDI", "getBeanManager", current);
            Object annotated = call("BeanManager", "createAnnotatedType", manager, type);
            Object factory = call("BeanManager", "getInjectionTargetFactory", manager, annotated);
            Object target = call("InjectionTargetFactory", "createInjectionTarget", factory, (Object) null);
            Object context = call("BeanManager", "createCreationalContext", manager, (Object) null);
            Method release = loader.loadClass(CONTEXT).getMethod("release");
            try {
                call("InjectionTarget", "inject", target, instance, context);
            } catch (InvocationTargetException failed) {
                end(release, context);
                throw failed;
            }
            return () -> end(release, context);
        } catch (InvocationTargetException e) {
            throw Fault.of("cannot be given its beans", e.getTargetException()).in(type.getName());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw Fault.of("cannot be given its beans", e).in(type.getName());
        }
    }

    private @Nullable Object current(Class<?> type) throws ReflectiveOperationException {
        try {
            return call("CDI", "current", null);
        } catch (InvocationTargetException e) {
            if (e.getTargetException() instanceof IllegalStateException notThere) {
                LOG.warnf(
                        "%s is given no beans: the Weld that the application brings has not been started (%s)",
                        type.getName(), DeploymentException.oneLine(Fault.describe(notThere)));
                return null;
            }
            throw e;
        }
    }

    private static void end(Method release, Object context) {
        try {
            release.invoke(context);
        } catch (ReflectiveOperationException e) {
            throw Fault.of("cannot give back its beans", e);
        }
    }

    /** Calls the one method of that name that takes as many arguments. */
    private Object call(String type, String name, @Nullable Object on, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        Class<?> api = loader.loadClass(API + type);
        for (Method method : api.getMethods()) {
            if (method.getName().equals(name) && takes(method, arguments)) {
                return method.invoke(on, arguments);
            }
        }
        throw new NoSuchMethodException(api.getName() + "." + name);
    }

    private static boolean takes(Method method, @Nullable Object[] arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (arguments[i] != null && !types[i].isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    /** A class that cannot be looked into asks for nothing: what it needs is missing, and it may never come to that. */
    private boolean asksForBeans(Class<?> component) {
        try {
            for (@Nullable Class<?> type = component; type != null && type.getClassLoader() == loader; ) {
                if (Stream.of(type.getDeclaredFields(), type.getDeclaredMethods())
                        .flatMap(Arrays::stream)
                        .anyMatch(OwnBeans::isInjected)) {
                    return true;
                }
                type = type.getSuperclass();
            }
            return false;
        } catch (LinkageError missing) {
            return false;
        }
    }

    private static boolean isInjected(AnnotatedElement member) {
        return Arrays.stream(member.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().equals(INJECT));
    }
}
