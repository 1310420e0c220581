package dev.holdfast.server.deploy;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What to deploy and where: a web archive or an exploded directory, its context path, and its host.
 *
 * @param archive the {@code .war} file or directory
 * @param contextPath {@code /} for the root application, else {@code /name[/name]...} without a trailing slash
 * @param host {@link HostName#DEFAULT}, or the one that alone it is for
 */
public record DeploymentSpec(Path archive, String contextPath, String host) {
    private static final String HOST = "//";

    /**
     * Checks context path and host; the archive is looked at when it is deployed.
     *
     * @throws IllegalArgumentException if {@code contextPath} is not a context path, or {@code host} not the name of one
     */
    public DeploymentSpec {
        contextPath = ContextPath.explicit(contextPath);
        host = HostName.of(host);
    }

    /**
     * Returns the spec of an application for the default host.
     *
     * @throws IllegalArgumentException if {@code contextPath} is not a context path
     */
    public DeploymentSpec(Path archive, String contextPath) {
        this(archive, contextPath, HostName.DEFAULT);
    }

    /** Returns what no other application has at the same time: the context path, after {@code //} and the host if it is not the default one. */
    public String location() {
        return location(host, contextPath);
    }

    /** Returns the {@link #location()} of an application. */
    public static String location(String host, String contextPath) {
        return host.equals(HostName.DEFAULT) ? contextPath : HOST + host + contextPath;
    }

    /** Returns the context path of a {@link #location()}. */
    public static String contextPath(String location) {
        return location.startsWith(HOST) ? location.substring(location.indexOf('/', HOST.length())) : location;
    }

    /**
     * Returns the spec of {@code archive} with the context path that its {@code WEB-INF/jboss-web.xml} asks for, otherwise that of its file name:
     * {@code ROOT.war} is {@code /}, {@code a#b.war} is {@code /a/b}; a version after {@code ##} is not part of the path, as in Tomcat (two versions of
     * one application claim the same path). Its host is the {@code <virtual-host>} of the same file.
     *
     * @throws IllegalArgumentException in one line naming the file, if that makes no path, or no host
     */
    public static DeploymentSpec of(Path archive) {
        JBossWebXml.Place place = JBossWebXml.place(archive);
        String host = host(archive, place);
        return place.contextRoot().isPresent()
                ? ofContextRoot(archive, place.contextRoot().get(), host)
                : ofFileName(archive, host);
    }

    private static String host(Path archive, JBossWebXml.Place place) {
        try {
            return place.host();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    archive + ": <virtual-host> of WEB-INF/jboss-web.xml: " + e.getMessage(), e);
        }
    }

    private static DeploymentSpec ofContextRoot(Path archive, String contextRoot, String host) {
        try {
            return new DeploymentSpec(archive, contextRoot, host);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    archive + ": <context-root> of WEB-INF/jboss-web.xml: " + e.getMessage(), e);
        }
    }

    private static DeploymentSpec ofFileName(Path archive, String host) {
        Path fileName = archive.toAbsolutePath().normalize().getFileName();
        if (fileName == null) {
            throw new IllegalArgumentException(
                    archive + ": a file system's root has no name to make a context path of; use /context=" + archive);
        }
        try {
            return new DeploymentSpec(archive, ContextPath.ofFileName(fileName.toString()), host);
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
     * @throws IllegalArgumentException in one line, if the file name is empty or none at all, or the context path or the host is malformed
     */
    public static DeploymentSpec parse(String argument) {
        int equals = argument.indexOf('=');
        if (argument.startsWith("/") && equals > 0 && !Files.exists(path(argument))) {
            Path archive = path(argument.substring(equals + 1));
            return new DeploymentSpec(
                    archive, argument.substring(0, equals), host(archive, JBossWebXml.place(archive)));
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
