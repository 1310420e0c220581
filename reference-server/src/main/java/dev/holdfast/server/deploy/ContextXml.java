package dev.holdfast.server.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** Tomcat's {@code META-INF/context.xml}, which says nothing here: the log tells what an application may miss. */
final class ContextXml {
    private static final Logger LOG = Logger.getLogger(ContextXml.class);
    private static final String NAME = "META-INF/context.xml";

    private ContextXml() {}

    static void check(WebAppFiles files, String application) {
        Path file = files.root().resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            List<String> children = Descriptor.ofFile(NAME, file).children();
            if (children.isEmpty()) {
                LOG.infof("%s: %s is Tomcat's, and ignored", application, NAME);
            } else {
                LOG.warnf(
                        "%s: %s is Tomcat's, and ignored with all that is in it: %s",
                        application, NAME, DeploymentException.oneLine(String.join(", ", children)));
            }
        } catch (Fault unreadable) {
            LOG.infof("%s: %s, which is Tomcat's, is ignored", application, unreadable.inOneLine());
        }
    }
}
