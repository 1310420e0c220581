package dev.holdfast.server.deploy;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to deploy and where: a web archive or an exploded directory, and its context path.
 *
 * @param archive the {@code .war} file or directory
 * @param contextPath {@code /} for the root application, else {@code /name[/name]...} without a trailing slash
 */
public record DeploymentSpec(Path archive, String contextPath) {
    /**
     * Checks the context path; the archive is looked at when it is deployed.
     *
     * @throws IllegalArgumentException if {@code contextPath} is not a context path
     */
    public DeploymentSpec {
        contextPath = ContextPath.explicit(contextPath);
    }

    /**
     * Returns the spec of {@code archive} with the context path that its {@code WEB-INF/jboss-web.xml} asks for, otherwise that of its file name:
     * {@code ROOT.war} is {@code /}, {@code a#b.war} is {@code /a/b}; a version after {@code ##} is not part of the path, as in Tomcat (two versions of
     * one application claim the same path).
     *
     * @throws IllegalArgumentException in one line naming the file, if that makes no path
     */
    public static DeploymentSpec of(Path archive) {
        Optional<String> contextRoot = JBossWebXml.contextRoot(archive);
        return contextRoot.isPresent() ? ofContextRoot(archive, contextRoot.get()) : ofFileName(archive);
    }

    private static DeploymentSpec ofContextRoot(Path archive, String contextRoot) {
        try {
            return new DeploymentSpec(archive, contextRoot);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    archive + ": <context-root> of WEB-INF/jboss-web.xml: " + e.getMessage(), e);
        }
    }

    private static DeploymentSpec ofFileName(Path archive) {
        Path fileName = archive.toAbsolutePath().normalize().getFileName();
        if (fileName == null) {
            throw new IllegalArgumentException(
                    archive + ": a file system's root has no name to make a context path of; use /context=" + archive);
        }
        try {
            return new DeploymentSpec(archive, ContextPath.ofFileName(fileName.toString()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    archive + ": the file name makes no context path; use /context=" + archive + " (" + e.getMessage()
                            + ")",
                    e);
        }
    }

    /**
     * Reads a command-line argument: {@code WAR}, {@code DIR}, {@code /context=WAR} or {@code /context=DIR}. An argument that names an existing
     * file is taken as that file even if it contains {@code =}.
     *
     * @throws IllegalArgumentException in one line, if the file name is empty or none at all, or the context path is malformed
     */
    public static DeploymentSpec parse(String argument) {
        int equals = argument.indexOf('=');
        if (argument.startsWith("/") && equals > 0 && !Files.exists(path(argument))) {
            return new DeploymentSpec(path(argument.substring(equals + 1)), argument.substring(0, equals));
        }
        return of(path(argument));
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a file name: WAR, DIR or /context=WAR");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text.replace('\0', '?') + "' is not a file name", e);
        }
    }
}
