package dev.holdfast.server.deploy;

import dev.holdfast.server.cdi.BeanArchive;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Where an application has beans: its classes, if there is a {@code WEB-INF/beans.xml} or {@code META-INF/beans.xml} among them, and each library that has one.
 */
final class BeanArchives {
    static final String IN_LIBRARY = "META-INF/beans.xml";

    /** What tells that an application brings an implementation of CDI: that of any, Weld and OpenWebBeans. */
    static final List<String> CONTAINERS = List.of(
            "META-INF/services/jakarta.enterprise.inject.spi.CDIProvider",
            "org/jboss/weld/bootstrap/WeldBootstrap.class",
            "org/apache/webbeans/config/WebBeansContext.class");

    private static final Logger LOG = Logger.getLogger(BeanArchives.class);
    private static final Set<String> MODES = Set.of("annotated", "all", "none");
    private static final List<String> OF_CLASSES = List.of("WEB-INF/beans.xml", "WEB-INF/classes/META-INF/beans.xml");

    private BeanArchives() {}

    /**
     * Returns those whose beans are the server's affair: none where the application brings a container of its own.
     *
     * @param application names it, in log and identifiers
     * @throws Fault if a {@code beans.xml} is malformed or has a discovery mode that there is not
     */
    static List<BeanArchive> of(WebAppFiles files, String application) {
        List<BeanArchive> archives = new ArrayList<>();
        for (String name : OF_CLASSES) {
            Path file = files.root().resolve(name);
            if (archives.isEmpty()
                    && Files.isDirectory(files.classes())
                    && Files.isRegularFile(file)
                    && hasBeans(Descriptor.ofFile(name, file))) {
                archives.add(new BeanArchive(application + "/WEB-INF/classes", files.classes(), url(file.toUri())));
            }
        }
        for (LibraryJar library : files.libraries()) {
            String name = "WEB-INF/lib/" + library.name() + "!/" + IN_LIBRARY;
            if (library.hasBeans() && hasBeans(Descriptor.ofEntry(name, library.path(), IN_LIBRARY))) {
                archives.add(new BeanArchive(
                        application + "/WEB-INF/lib/" + library.name(),
                        library.path(),
                        url(URI.create("jar:" + library.path().toUri() + "!/" + IN_LIBRARY))));
            }
        }
        if (!archives.isEmpty() && bringsContainer(files)) {
            LOG.infof("%s: its beans are those of the CDI implementation that it brings", application);
            return List.of();
        }
        return archives;
    }

    private static boolean bringsContainer(WebAppFiles files) {
        return files.libraries().stream().anyMatch(LibraryJar::hasBeanContainer)
                || CONTAINERS.stream()
                        .anyMatch(name -> Files.isRegularFile(files.classes().resolve(name)));
    }

    private static boolean hasBeans(Descriptor beansXml) {
        return !beansXml.rootAttribute("bean-discovery-mode", MODES).equals(Optional.of("none"));
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw Fault.of("has no URL", e).at(IN_LIBRARY);
        }
    }
}
