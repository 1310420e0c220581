package dev.holdfast.server.naming;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import org.apache.xbean.naming.context.ImmutableContext;
import org.jspecify.annotations.Nullable;

/** The names that begin with {@code java:}, of each application its own; an application is known by its class loader. Thread-safe. */
public final class ApplicationNames {
    private static final String ENVIRONMENT = "java:comp/env";
    private static final String PACKAGES = Context.URL_PKG_PREFIXES;
    private static final String OWN_PACKAGE = ApplicationNames.class.getPackageName();
    private static final Map<ClassLoader, Context> BY_LOADER = Collections.synchronizedMap(new WeakHashMap<>());

    private ApplicationNames() {}

    /**
     * Gives the application of {@code loader} names, which it cannot change. {@code java:comp/env} is there in any case.
     *
     * @param names each with its {@code java:}, such as {@code java:comp/env/jdbc/shop}
     * @throws IllegalArgumentException if one of them is part of another
     */
    public static void bind(ClassLoader loader, Map<String, Object> names) {
        try {
            BY_LOADER.put(loader, NotFound.told(new ImmutableContext(withEnvironment(names))));
        } catch (NamingException contradiction) {
            throw new IllegalArgumentException(contradiction.getMessage(), contradiction);
        }
        letBeFound();
    }

    private static Map<String, Object> withEnvironment(Map<String, Object> names) throws NamingException {
        if (names.keySet().stream().anyMatch(name -> name.startsWith(ENVIRONMENT + "/"))) {
            return names;
        }
        Map<String, Object> all = new HashMap<>(names);
        all.put(ENVIRONMENT, new ImmutableContext(Map.of()));
        return all;
    }

    /** Takes them back. */
    public static void unbind(ClassLoader loader) {
        BY_LOADER.remove(loader);
    }

    /** JNDI is told of packages, and of where names begin, by properties of the whole JVM, in which others may have theirs. */
    private static synchronized void letBeFound() {
        String packages = System.getProperty(PACKAGES, "");
        if (!(":" + packages + ":").contains(":" + OWN_PACKAGE + ":")) {
            System.setProperty(PACKAGES, packages.isEmpty() ? OWN_PACKAGE : packages + ":" + OWN_PACKAGE);
        }
        if (System.getProperty(Context.INITIAL_CONTEXT_FACTORY) == null) {
            System.setProperty(Context.INITIAL_CONTEXT_FACTORY, OWN_PACKAGE + ".java.InitialNames");
        }
    }

    /**
     * Returns the names of the application whose class loader, or one derived from it, is the thread's.
     *
     * @throws NamingException if it is no application's
     */
    public static Context ofThread() throws NamingException {
        for (@Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
                loader != null;
                loader = loader.getParent()) {
            Context names = BY_LOADER.get(loader);
            if (names != null) {
                return names;
            }
        }
        throw new NoInitialContextException(
                "names that begin with java: are an application's, and this thread is no application's");
    }
}
