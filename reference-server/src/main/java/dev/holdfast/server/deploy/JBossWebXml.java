package dev.holdfast.server.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.jboss.logging.Logger;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.jspecify.annotations.Nullable;

/** {@code WEB-INF/jboss-web.xml}, of which the context root counts. */
final class JBossWebXml {
    private static final Logger LOG = Logger.getLogger(JBossWebXml.class);
    private static final String NAME = "WEB-INF/jboss-web.xml";

    private JBossWebXml() {}

    /**
     * Returns the context root that an archive, packed or not, asks for, with a slash in front.
     *
     * <p>Nothing where it cannot be read: deploying it will tell why.
     */
    static Optional<String> contextRoot(Path archive) {
        try {
            return descriptor(archive)
                    .map(descriptor -> descriptor.asJBossWebXml().getContextRoot())
                    .map(String::strip)
                    .filter(root -> !root.isEmpty())
                    .map(root -> root.startsWith("/") ? root : "/" + root);
        } catch (Fault unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Descriptor> descriptor(Path archive) {
        if (Files.isDirectory(archive)) {
            return ofDirectory(archive);
        }
        return isIn(archive) ? Optional.of(Descriptor.ofEntry(NAME, archive, NAME)) : Optional.empty();
    }

    private static Optional<Descriptor> ofDirectory(Path root) {
        Path file = root.resolve(NAME);
        return Files.isRegularFile(file) ? Optional.of(Descriptor.ofFile(NAME, file)) : Optional.empty();
    }

    private static boolean isIn(Path archive) {
        if (!Files.isRegularFile(archive)) {
            return false;
        }
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return zip.getEntry(NAME) != null;
        } catch (IOException noArchive) {
            return false;
        }
    }

    /**
     * Reads the one of an unpacked application, and says what in it is ignored.
     *
     * @throws Fault if it cannot be understood
     */
    static void check(WebAppFiles files, String deployment) {
        ofDirectory(files.root())
                .map(Descriptor::asJBossWebXml)
                .ifPresent(read -> warnOfWhatIsIgnored(read, deployment));
    }

    private static void warnOfWhatIsIgnored(JBossWebMetaData read, String deployment) {
        warnIf(isThere(read.getVirtualHosts()), deployment, "virtual-host");
        warnIf(read.getSecurityDomain() != null, deployment, "security-domain");
        warnIf(isThere(read.getValves()), deployment, "valve");
        warnIf(isThere(read.getHandlers()), deployment, "http-handler");
        warnIf(isThere(read.getContainerListeners()), deployment, "listener");
        warnIf(isThere(read.getOverlays()), deployment, "overlay");
    }

    private static boolean isThere(@Nullable List<?> elements) {
        return elements != null && !elements.isEmpty();
    }

    private static void warnIf(boolean there, String deployment, String element) {
        if (there) {
            LOG.warnf("%s: %s: <%s> is ignored", deployment, NAME, element);
        }
    }
}
