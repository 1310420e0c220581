package dev.holdfast.server.deploy;

import io.undertow.servlet.api.ServletContainerInitializerInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The servlet container initializers of one application and the types they want to see (Servlet specification 8.2.4), in the order of its
 * fragments, those of {@code WEB-INF/classes} first.
 */
final class Initializers {
    private static final Logger LOG = Logger.getLogger(Initializers.class);

    /** Tomcat's own, of which a container has one of its own, wherever an application brings Tomcat along. */
    private static final Set<String> OF_CONTAINERS =
            Set.of("org.apache.jasper.servlet.JasperInitializer", "org.apache.tomcat.websocket.server.WsSci");

    private final Map<Class<? extends ServletContainerInitializer>, List<Class<?>>> handledTypes =
            new LinkedHashMap<>();

    private Initializers() {}

    /**
     * Loads the initializers that the application provides.
     *
     * @throws Fault naming the provider file, if one is missing or is none
     */
    static Initializers load(WebAppFiles files, List<Fragment> fragments, ClassLoader loader) {
        Initializers initializers = new Initializers();
        for (String name : files.initializers()) {
            initializers.add(name, "WEB-INF/classes/" + LibraryJar.INITIALIZERS, loader);
        }
        for (Fragment fragment : fragments) {
            for (String name : fragment.jar().initializers()) {
                initializers.add(name, "WEB-INF/lib/" + fragment.jar().name() + "!/" + LibraryJar.INITIALIZERS, loader);
            }
        }
        return initializers;
    }

    private void add(String name, String place, ClassLoader loader) {
        if (OF_CONTAINERS.contains(name)) {
            LOG.infof("%s: %s is left out, the server does what it does", place, name);
            return;
        }
        try {
            Class<?> loaded = loader.loadClass(name);
            if (!ServletContainerInitializer.class.isAssignableFrom(loaded)) {
                throw Fault.of("is not a jakarta.servlet.ServletContainerInitializer")
                        .in(name)
                        .at(place);
            }
            handledTypes.put(loaded.asSubclass(ServletContainerInitializer.class), handledTypes(loaded));
        } catch (ClassNotFoundException e) {
            throw Fault.of("class not found").in(name).at(place).because(e);
        } catch (LinkageError e) {
            throw Fault.of("cannot be loaded", e).in(name).at(place);
        }
    }

    /** A type that is not there cannot have implementations; reading the annotation then fails as a whole. */
    private static List<Class<?>> handledTypes(Class<?> initializer) {
        try {
            HandlesTypes types = initializer.getAnnotation(HandlesTypes.class);
            return types == null ? List.of() : List.of(types.value());
        } catch (ArrayStoreException | TypeNotPresentException e) {
            LOG.infof(
                    "%s gets no types: one that it handles is missing (%s)", initializer.getName(), Fault.describe(e));
            return List.of();
        }
    }

    /** Returns the types that any of them asks for: where there are some, the classes have to be scanned. */
    List<Class<?>> handledTypes() {
        return handledTypes.values().stream().flatMap(List::stream).distinct().toList();
    }

    Set<Class<? extends ServletContainerInitializer>> classes() {
        return handledTypes.keySet();
    }

    /** Returns them as Undertow wants them, each with the classes it asked for. */
    List<ServletContainerInitializerInfo> infos(TypeQuery query, ClassLoader loader) {
        List<ServletContainerInitializerInfo> infos = new ArrayList<>();
        handledTypes.forEach((initializer, types) ->
                infos.add(new ServletContainerInitializerInfo(initializer, handled(types, query, loader))));
        return infos;
    }

    /** Returns null for no classes, as the specification asks. */
    private static @Nullable Set<Class<?>> handled(List<Class<?>> types, TypeQuery query, ClassLoader loader) {
        Set<String> names = new TreeSet<>();
        types.forEach(type -> names.addAll(query.matching(type)));
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String name : names) {
            try {
                classes.add(loader.loadClass(name));
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debugf("%s is not passed to initializers: %s", name, Fault.describe(e));
            }
        }
        return classes.isEmpty() ? null : classes;
    }
}
