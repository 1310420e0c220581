package dev.holdfast.server.deploy;

import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.jsp.JspPage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.jasper.servlet.JasperInitializer;
import org.apache.jasper.servlet.JspServlet;
import org.apache.tomcat.InstanceManager;
import org.apache.tomcat.JarScanner;
import org.apache.tomcat.SimpleInstanceManager;
import org.jboss.metadata.web.spec.JspConfigMetaData;
import org.jboss.metadata.web.spec.JspPropertyGroupMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Jakarta Pages by Jasper, for the applications that have pages or tag libraries; the others never load a class of it.
 *
 * <p>Pages are compiled on their first request. The compiler finds classes through the application's class loader, not through a class path, so
 * that it makes no difference how this server itself is packaged.
 */
final class Pages {
    static final String SERVLET_NAME = "jsp";

    private static final String ALL_PAGES = "*.jsp";
    private static final Set<String> EXTENSIONS = Set.of(ALL_PAGES, "*.jspx");

    /** Warns at every start of schemas that only Tomcat's own API jars carry, and that only validation, which is off, would read. */
    private static final Logger NOISE = Logger.getLogger("org.apache.tomcat.util.descriptor.DigesterFactory");

    private Pages() {}

    /** Returns whether {@code app}, whose servlets are in {@code info}, has anything that Jasper has to see: compiled pages too. */
    static boolean areIn(WebApp app, DeploymentInfo info) {
        return app.metaData().getJspConfig() != null
                || app.files().pages().needJasper()
                || app.metaData().getServlets().stream().anyMatch(servlet -> servlet.getJspFile() != null)
                || info.getServlets().values().stream()
                        .anyMatch(servlet -> JspPage.class.isAssignableFrom(servlet.getServletClass()));
    }

    /** Adds the page servlet, its mappings and the scan for tag libraries; runs before the application's own initializers. */
    static void assemble(WebApp app, DeploymentInfo info, Path scratch) {
        NOISE.setLevel(Level.SEVERE);
        JspConfigMetaData config = app.metaData().getJspConfig();
        if (config != null) {
            info.setJspConfigDescriptor(PageConfig.of(config));
        }
        info.setClassIntrospecter(new AddedPage.Introspecter(info.getClassIntrospecter()));
        info.addServletContextAttribute(InstanceManager.class.getName(), new SimpleInstanceManager());
        info.addServletContextAttribute(
                JarScanner.class.getName(), new TagLibraryScanner(app.files().libraries()));
        info.addServletContainerInitializer(new ServletContainerInitializerInfo(JasperInitializer.class, null));
        Set<String> patterns = new HashSet<>(EXTENSIONS);
        patterns.addAll(claimed(config));
        info.getServlets().values().forEach(servlet -> patterns.removeAll(servlet.getMappings()));
        ServletInfo declared = translator(info);
        ServletInfo servlet = declared == null ? servlet() : declared;
        patterns.forEach(servlet::addMapping);
        // Otherwise Undertow takes it for one that has each welcome page, and keeps "/" from a servlet mapped to that.
        servlet.setRequireWelcomeFileMapping(true);
        if (declared == null) {
            info.addServlet(servlet);
        }
        info.getServlets().values().stream()
                .filter(candidate -> candidate.getServletClass() == JspServlet.class)
                .forEach(candidate -> candidate.addInitParam("scratchdir", scratch.toString()));
    }

    /** Returns the servlet that compiles and runs pages. */
    static ServletInfo servlet() {
        return new ServletInfo(SERVLET_NAME, JspServlet.class).setAsyncSupported(true);
    }

    /** Returns a servlet that is the one page {@code jspFile}. */
    static ServletInfo servletOf(String name, String jspFile) {
        return new ServletInfo(name, JspServlet.class).addInitParam("jspFile", jspFile);
    }

    /**
     * Returns the patterns that are pages' whatever servlet is mapped to them too: a property group takes precedence over a servlet mapping with
     * the same pattern (Pages specification 3.3.2). Those of all pages are not among them, for who maps them brings a translator of pages.
     */
    static Set<String> claimed(@Nullable JspConfigMetaData config) {
        Set<String> patterns = new HashSet<>();
        if (config != null && config.getPropertyGroups() != null) {
            for (JspPropertyGroupMetaData group : config.getPropertyGroups()) {
                if (group.getUrlPatterns() != null) {
                    patterns.addAll(group.getUrlPatterns());
                }
            }
        }
        patterns.removeAll(EXTENSIONS);
        return patterns;
    }

    /** Returns the servlet that the application declares for its pages, or null. */
    private static @Nullable ServletInfo translator(DeploymentInfo info) {
        return info.getServlets().values().stream()
                .filter(servlet -> servlet.getMappings().contains(ALL_PAGES))
                .findFirst()
                .orElse(info.getServlets().get(SERVLET_NAME));
    }
}
