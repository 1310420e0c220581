package dev.holdfast.server.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jboss.logging.Logger;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.jspecify.annotations.Nullable;

/** {@code WEB-INF/jboss-web.xml}, of which the context root and the virtual host count. */
final class JBossWebXml {
    private static final Logger LOG = Logger.getLogger(JBossWebXml.class);
    private static final String NAME = "WEB-INF/jboss-web.xml";

    private JBossWebXml() {}

    /**
     * Where an archive wants to be.
     *
     * @param contextRoot with a slash in front, if it names one
     * @param virtualHost if it names one; the reader refuses several
     */
    record Place(Optional<String> contextRoot, Optional<String> virtualHost) {
        static final Place ANY = new Place(Optional.empty(), Optional.empty());

        static Place of(JBossWebMetaData read) {
            return new Place(
                    Optional.ofNullable(read.getContextRoot())
                            .map(String::strip)
                            .filter(root -> !root.isEmpty())
                            .map(root -> root.startsWith("/") ? root : "/" + root),
                    Stream.ofNullable(read.getVirtualHosts())
                            .flatMap(List::stream)
                            .findFirst());
        }

        /**
         * Returns the host that it is for.
         *
         * @throws IllegalArgumentException if it is not the name of one
         */
        String host() {
            return virtualHost.map(HostName::of).orElse(HostName.DEFAULT);
        }
    }

    /** Returns where an archive, packed or not, wants to be: nowhere in particular if it cannot be read, for deploying it will tell why. */
    static Place place(Path archive) {
        try {
            return descriptor(archive)
                    .map(descriptor -> Place.of(descriptor.asJBossWebXml()))
                    .orElse(Place.ANY);
        } catch (Fault unreadable) {
            return Place.ANY;
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
