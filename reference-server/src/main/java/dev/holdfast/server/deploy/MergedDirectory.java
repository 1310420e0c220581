package dev.holdfast.server.deploy;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.resource.Resource;
import io.undertow.util.ETag;
import io.undertow.util.MimeMappings;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory that exists in several layers of an application's resources: the first one, with the files of all. */
final class MergedDirectory implements Resource {
    private final List<Resource> directories;
    private final Resource first;

    MergedDirectory(List<Resource> directories) {
        this.directories = List.copyOf(directories);
        this.first = directories.get(0);
    }

    @Override
    public List<Resource> list() {
        Map<String, Resource> byName = new LinkedHashMap<>();
        for (Resource directory : directories) {
            for (Resource resource : directory.list()) {
                byName.putIfAbsent(resource.getName(), resource);
            }
        }
        return List.copyOf(byName.values());
    }

    @Override
    public boolean isDirectory() {
        return true;
    }

    @Override
    public String getPath() {
        return first.getPath();
    }

    @Override
    public Date getLastModified() {
        return first.getLastModified();
    }

    @Override
    public String getLastModifiedString() {
        return first.getLastModifiedString();
    }

    @Override
    public ETag getETag() {
        return first.getETag();
    }

    @Override
    public String getName() {
        return first.getName();
    }

    @Override
    public @Nullable String getContentType(MimeMappings mimeMappings) {
        return first.getContentType(mimeMappings);
    }

    @Override
    public void serve(Sender sender, HttpServerExchange exchange, IoCallback completionCallback) {
        first.serve(sender, exchange, completionCallback);
    }

    @Override
    public @Nullable Long getContentLength() {
        return first.getContentLength();
    }

    @Override
    public String getCacheKey() {
        return first.getCacheKey();
    }

    @Override
    public File getFile() {
        return first.getFile();
    }

    @Override
    public Path getFilePath() {
        return first.getFilePath();
    }

    @Override
    public File getResourceManagerRoot() {
        return first.getResourceManagerRoot();
    }

    @Override
    public Path getResourceManagerRootPath() {
        return first.getResourceManagerRootPath();
    }

    @Override
    public URL getUrl() {
        return first.getUrl();
    }
}
