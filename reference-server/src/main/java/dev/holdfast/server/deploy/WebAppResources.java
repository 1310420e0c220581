package dev.holdfast.server.deploy;

import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.handlers.resource.Resource;
import io.undertow.server.handlers.resource.ResourceChangeListener;
import io.undertow.server.handlers.resource.ResourceManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files an application serves: its document root, and beneath it what its libraries carry in {@code META-INF/resources} (Servlet
 * specification 4.6). A directory that exists in several of them lists the files of all.
 */
final class WebAppResources implements ResourceManager {
    private static final long TRANSFER_MIN_BYTES = 1024;

    private final List<PathResourceManager> layers = new ArrayList<>();

    WebAppResources(Path root, List<Path> libraryResources) {
        layers.add(layer(root));
        libraryResources.forEach(resources -> layers.add(layer(resources)));
    }

    private static PathResourceManager layer(Path directory) {
        return new PathResourceManager(directory, TRANSFER_MIN_BYTES, true, false, false);
    }

    @Override
    public @Nullable Resource getResource(String path) throws IOException {
        List<Resource> found = new ArrayList<>();
        for (PathResourceManager layer : layers) {
            Resource resource = layer.getResource(path);
            if (resource != null) {
                if (found.isEmpty() && !resource.isDirectory()) {
                    return resource;
                }
                if (resource.isDirectory()) {
                    found.add(resource);
                }
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        return found.size() == 1 ? found.get(0) : new MergedDirectory(found);
    }

    @Override
    public boolean isResourceChangeListenerSupported() {
        return false;
    }

    @Override
    public void registerResourceChangeListener(ResourceChangeListener listener) {
        throw new UnsupportedOperationException("resources are not watched");
    }

    @Override
    public void removeResourceChangeListener(ResourceChangeListener listener) {
        throw new UnsupportedOperationException("resources are not watched");
    }

    @Override
    public void close() throws IOException {
        for (PathResourceManager layer : layers) {
            layer.close();
        }
    }
}
