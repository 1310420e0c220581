package dev.holdfast.server.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one application: its own classes before the server's, except those it {@linkplain ServerPackages shares}, and nothing else
 * of the server at all (Servlet specification 10.7.2).
 */
final class WebAppClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final ClassLoader server;
    private final ServerPackages shared;

    WebAppClassLoader(String name, URL[] classPath, ClassLoader server, ServerPackages shared) {
        super(name, classPath, ClassLoader.getPlatformClassLoader());
        this.server = server;
        this.shared = shared;
    }

    /**
     * Has an object of a class of this server's make act as one of the application, which is who may touch what the JDK keeps for each class loader.
     *
     * @throws IOException if the class cannot be read
     * @throws ReflectiveOperationException if there can be no object of it, or this is done for the second time
     */
    void runAsOwn(Class<? extends Runnable> type) throws IOException, ReflectiveOperationException {
        try (InputStream code = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            if (code == null) {
                throw new ClassNotFoundException(type.getName());
            }
            byte[] bytes = code.readAllBytes();
            Class<?> own = defineClass(type.getName(), bytes, 0, bytes.length);
            ((Runnable) own.getConstructor().newInstance()).run();
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = shared.sharesClass(name) ? sharedOrOwn(name) : ownOrLent(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    /** A library may add classes to a shared package that the server does not have; it cannot replace one. */
    private Class<?> sharedOrOwn(String name) throws ClassNotFoundException {
        try {
            return server.loadClass(name);
        } catch (ClassNotFoundException notShared) {
            return findClass(name);
        }
    }

    private Class<?> ownOrLent(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException notOwn) {
            if (shared.lendsClass(name)) {
                return server.loadClass(name);
            }
            throw notOwn;
        }
    }

    /** With a slash at its beginning, too, which Tomcat's loader takes and applications so give it. */
    @Override
    public @Nullable URL findResource(String name) {
        return super.findResource(relative(name));
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        return super.findResources(relative(name));
    }

    private static String relative(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own != null || !shared.sharesResource(name) ? own : server.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (ServerPackages.hidesResource(name)) {
            return Collections.emptyEnumeration();
        }
        if (!shared.sharesResource(name)) {
            return findResources(name);
        }
        List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
        all.addAll(Collections.list(server.getResources(name)));
        return Collections.enumeration(all);
    }
}
