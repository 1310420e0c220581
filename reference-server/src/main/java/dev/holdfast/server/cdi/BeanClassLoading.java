package dev.holdfast.server.cdi;

import java.io.IOException;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import org.jboss.weld.resources.spi.ResourceLoader;
import org.jboss.weld.resources.spi.ResourceLoadingException;
import org.jspecify.annotations.Nullable;

/** Classes and resources of one application, for Weld. */
final class BeanClassLoading implements ResourceLoader {
    private final ClassLoader loader;

    BeanClassLoading(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    public Class<?> classForName(String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ResourceLoadingException(e);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        return loader.getResource(name);
    }

    @Override
    public Collection<URL> getResources(String name) {
        try {
            return Collections.list(loader.getResources(name));
        } catch (IOException e) {
            throw new ResourceLoadingException(e);
        }
    }

    @Override
    public void cleanup() {
        // The application's loader is closed by whoever has made it.
    }
}
