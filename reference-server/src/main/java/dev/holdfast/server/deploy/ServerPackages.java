package dev.holdfast.server.deploy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which classes an application shares with the server, and so can neither replace nor miss: those of the Java platform, the Jakarta APIs this
 * server implements, and the few implementation classes that compiled pages and those APIs' own look-ups name. All else of the server is
 * invisible to it (Servlet specification 10.7.2).
 */
final class ServerPackages {
    /** What every application shares. */
    static final ServerPackages SERVLETS = new ServerPackages(List.of(), List.of());

    /** And what one shares whose beans are the server's affair: their API, and what is behind their proxies. */
    static final ServerPackages SERVLETS_AND_BEANS = new ServerPackages(
            List.of("jakarta.enterprise.", "jakarta.inject.", "jakarta.interceptor.", "jakarta.decorator."),
            List.of("org.jboss.weld."));

    private static final List<String> SHARED = List.of(
            "jakarta.servlet.",
            "jakarta.el.",
            "jakarta.websocket.",
            "jakarta.annotation.",
            "org.apache.jasper.runtime.",
            "org.apache.jasper.el.",
            "org.apache.el.",
            "org.apache.tomcat.InstanceManager",
            "org.apache.jasper.JasperException",
            "io.undertow.websockets.jsr.");

    /** The standard tag library, which applications bring themselves although its package lies within a shared one. */
    private static final String TAG_LIBRARY = "jakarta.servlet.jsp.jstl.";

    /**
     * What {@code ServletContext.addJspFile} names, an application may bring its own compiler of pages; what JNDI looks for with the class loader of an
     * application; and what an application's own Weld cannot do without where it finds an Undertow.
     */
    private static final Set<String> LENT = Set.of(
            "org.apache.jasper.servlet.JspServlet",
            "dev.holdfast.server.naming.java.InitialNames",
            "dev.holdfast.server.naming.java.javaURLContextFactory",
            "io.undertow.servlet.ServletExtension",
            "io.undertow.servlet.api.InstanceFactory");

    private static final List<String> SHARED_SERVICES =
            List.of("META-INF/services/jakarta.el.", "META-INF/services/jakarta.websocket.");

    /** Undertow would take extensions of its own from an application, which cannot have any: it does not see Undertow. */
    private static final String UNDERTOW_EXTENSIONS = "META-INF/services/io.undertow.servlet.ServletExtension";

    private static final Set<String> PLATFORM = ModuleLayer.boot().modules().stream()
            .flatMap(module -> module.getPackages().stream())
            .collect(Collectors.toUnmodifiableSet());

    private final List<String> alsoShared;
    private final List<String> alsoLent;

    private ServerPackages(List<String> alsoShared, List<String> alsoLent) {
        this.alsoShared = alsoShared;
        this.alsoLent = alsoLent;
    }

    /** Returns whether the class with the binary name {@code className} is first, and as a rule only, looked for in the server. */
    boolean sharesClass(String className) {
        int dot = className.lastIndexOf('.');
        if (className.startsWith("java.") || (dot > 0 && PLATFORM.contains(className.substring(0, dot)))) {
            return true;
        }
        return !className.startsWith(TAG_LIBRARY)
                && (SHARED.stream().anyMatch(className::startsWith)
                        || alsoShared.stream().anyMatch(className::startsWith));
    }

    /** Returns whether the class with the binary name {@code className} is looked for in the server where the application has none. */
    boolean lendsClass(String className) {
        return LENT.contains(className) || alsoLent.stream().anyMatch(className::startsWith);
    }

    /** Returns whether the resource {@code name} of the server is visible to applications that have none of that name. */
    boolean sharesResource(String name) {
        return SHARED_SERVICES.stream().anyMatch(name::startsWith)
                || sharesClass(name.replace('/', '.'))
                || inPlatformPackage(name);
    }

    /** Returns whether the resource {@code name} is found nowhere, not even where an application brings it for another server. */
    static boolean hidesResource(String name) {
        return name.equals(UNDERTOW_EXTENSIONS);
    }

    private static boolean inPlatformPackage(String name) {
        int slash = name.lastIndexOf('/');
        return slash > 0 && PLATFORM.contains(name.substring(0, slash).replace('/', '.'));
    }
}
