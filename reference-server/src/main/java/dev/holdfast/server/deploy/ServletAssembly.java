package dev.holdfast.server.deploy;

import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.handlers.DefaultServlet;
import io.undertow.servlet.handlers.ServletPathMatches;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.metadata.javaee.spec.ParamValueMetaData;
import org.jboss.metadata.javaee.spec.SecurityRoleRefMetaData;
import org.jboss.metadata.web.jboss.JBossServletMetaData;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.jboss.metadata.web.spec.FilterMappingMetaData;
import org.jboss.metadata.web.spec.FilterMetaData;
import org.jboss.metadata.web.spec.ListenerMetaData;
import org.jboss.metadata.web.spec.MultipartConfigMetaData;
import org.jboss.metadata.web.spec.ServletMappingMetaData;
import org.jspecify.annotations.Nullable;

/** Servlets, filters and listeners of the effective descriptor, with their mappings, as Undertow wants them. */
final class ServletAssembly {
    private static final Logger LOG = Logger.getLogger(ServletAssembly.class);
    private static final String FILES_OF_TOMCAT = "org.apache.catalina.servlets.DefaultServlet";

    private final WebApp app;
    private final Components components;
    private final DeploymentInfo info;
    private final JBossWebMetaData metaData;

    private ServletAssembly(WebApp app, Components components, DeploymentInfo info) {
        this.app = app;
        this.components = components;
        this.info = info;
        this.metaData = app.metaData();
    }

    static void assemble(WebApp app, Components components, DeploymentInfo info) {
        ServletAssembly assembly = new ServletAssembly(app, components, info);
        assembly.listeners();
        assembly.servlets();
        info.addLifecycleInterceptor(new ServletStart(info.getDeploymentName()));
        assembly.servletMappings();
        assembly.filters();
        assembly.filterMappings();
    }

    private void listeners() {
        for (ListenerMetaData listener : metaData.getListeners()) {
            Class<? extends EventListener> type = app.load(listener.getListenerClass(), EventListener.class);
            info.addListener(new ListenerInfo(type, components.of(type)));
        }
    }

    private void servlets() {
        for (JBossServletMetaData servlet : metaData.getServlets()) {
            ServletInfo added = servletInfo(servlet);
            initParams(servlet.getInitParam()).forEach(added::addInitParam);
            if (servlet.getLoadOnStartupSet()) {
                added.setLoadOnStartup(servlet.getLoadOnStartupInt());
            }
            if (servlet.getRunAs() != null) {
                added.setRunAs(servlet.getRunAs().getRoleName());
            }
            if (servlet.getSecurityRoleRefs() != null) {
                for (SecurityRoleRefMetaData ref : servlet.getSecurityRoleRefs()) {
                    added.addSecurityRoleRef(ref.getRoleName(), ref.getRoleLink());
                }
            }
            added.setAsyncSupported(servlet.isAsyncSupported());
            added.setEnabled(servlet.isEnabled());
            added.setMultipartConfig(multipart(servlet.getMultipartConfig()));
            added.setServletSecurityInfo(SecurityAssembly.servletSecurity(servlet.getServletSecurity()));
            info.addServlet(added);
        }
    }

    /** Of a name that is given twice the first value counts. */
    private static Map<String, String> initParams(@Nullable List<ParamValueMetaData> params) {
        Map<String, String> first = new LinkedHashMap<>();
        if (params != null) {
            params.forEach(param -> first.putIfAbsent(param.getParamName(), param.getParamValue()));
        }
        return first;
    }

    private ServletInfo servletInfo(JBossServletMetaData servlet) {
        String name = servlet.getServletName();
        if (servlet.getJspFile() != null) {
            return Pages.servletOf(name, servlet.getJspFile());
        }
        if (servlet.getServletClass() == null) {
            throw Fault.of("the servlet '" + name + "' has neither a <servlet-class> nor a <jsp-file>")
                    .at(app.place(Set.of("servlet-name"), name));
        }
        if (servlet.getServletClass().equals(FILES_OF_TOMCAT)
                && app.loader().findResource(FILES_OF_TOMCAT.replace('.', '/') + ".class") == null) {
            LOG.infof("%s: the servlet '%s' is the server's own for files", info.getDeploymentName(), name);
            return files(name);
        }
        Class<? extends Servlet> type;
        try {
            type = app.load(servlet.getServletClass(), Servlet.class);
        } catch (Fault missing) {
            if (missing.getCause() instanceof UnsupportedClassVersionError) {
                throw missing;
            }
            LOG.errorf("%s: %s; the servlet '%s' answers 404", info.getDeploymentName(), missing.inOneLine(), name);
            return MissingServlet.info(name, missing.inOneLine());
        }
        return new ServletInfo(name, type, components.of(type));
    }

    private static @Nullable MultipartConfigElement multipart(@Nullable MultipartConfigMetaData config) {
        return config == null
                ? null
                : new MultipartConfigElement(
                        config.getLocation(),
                        config.getMaxFileSizeSet() ? config.getMaxFileSize() : -1,
                        config.getMaxRequestSizeSet() ? config.getMaxRequestSize() : -1,
                        config.getFileSizeThresholdSet() ? config.getFileSizeThreshold() : 0);
    }

    private void servletMappings() {
        if (metaData.getServletMappings() == null) {
            return;
        }
        Set<String> ofPages = Pages.claimed(metaData.getJspConfig());
        for (ServletMappingMetaData mapping : metaData.getServletMappings()) {
            ServletInfo servlet = mapped(mapping.getServletName());
            for (String pattern : patterns(mapping.getUrlPatterns())) {
                if (ofPages.contains(checked(pattern))) {
                    continue;
                }
                servlet.addMapping(pattern);
            }
        }
    }

    /** The names "default" and "jsp" mean the server's own servlets where the application declares none of that name, as everywhere. */
    private ServletInfo mapped(String name) {
        ServletInfo servlet = info.getServlets().get(name);
        if (servlet != null) {
            return servlet;
        }
        ServletInfo own = switch (name) {
            case ServletPathMatches.DEFAULT_SERVLET_NAME -> files(name);
            case Pages.SERVLET_NAME -> Pages.servlet();
            default ->
                throw Fault.of("<servlet-mapping> names the servlet '" + name + "', which is not declared")
                        .at(app.place(Set.of("servlet-name"), name));
        };
        info.addServlet(own);
        return own;
    }

    /** Returns what serves files, each by its own path, as Tomcat's and Jetty's does: at /static/* that one at /static/a.css is. */
    private static ServletInfo files(String name) {
        return new ServletInfo(name, DefaultServlet.class)
                .addInitParam(DefaultServlet.RESOLVE_AGAINST_CONTEXT_ROOT, "true")
                .setAsyncSupported(true);
    }

    private void filters() {
        if (metaData.getFilters() == null) {
            return;
        }
        for (FilterMetaData filter : metaData.getFilters()) {
            if (filter.getFilterClass() == null) {
                throw Fault.of("the filter '" + filter.getFilterName() + "' has no <filter-class>")
                        .at(app.place(Set.of("filter-name"), filter.getFilterName()));
            }
            Class<? extends Filter> type = app.load(filter.getFilterClass(), Filter.class);
            FilterInfo added = new FilterInfo(filter.getFilterName(), type, components.of(type));
            initParams(filter.getInitParam()).forEach(added::addInitParam);
            added.setAsyncSupported(filter.isAsyncSupported());
            info.addFilter(added);
        }
    }

    private void filterMappings() {
        if (metaData.getFilterMappings() == null) {
            return;
        }
        for (FilterMappingMetaData mapping : metaData.getFilterMappings()) {
            String name = mapping.getFilterName();
            if (!info.getFilters().containsKey(name)) {
                throw Fault.of("<filter-mapping> names the filter '" + name + "', which is not declared")
                        .at(app.place(Set.of("filter-name"), name));
            }
            for (DispatcherType dispatcher : dispatchers(mapping)) {
                for (String pattern : patterns(mapping.getUrlPatterns())) {
                    info.addFilterUrlMapping(name, checked(pattern), dispatcher);
                }
                for (String servlet : patterns(mapping.getServletNames())) {
                    info.addFilterServletNameMapping(name, servlet, dispatcher);
                }
            }
        }
    }

    private static List<DispatcherType> dispatchers(FilterMappingMetaData mapping) {
        List<DispatcherType> types = new ArrayList<>();
        if (mapping.getDispatchers() != null) {
            mapping.getDispatchers().forEach(type -> types.add(DispatcherType.valueOf(type.name())));
        }
        return types.isEmpty() ? List.of(DispatcherType.REQUEST) : types;
    }

    private static List<String> patterns(@Nullable List<String> patterns) {
        return patterns == null ? List.of() : patterns;
    }

    /** Servlet specification 12.2: a path, an extension, the context root or the default. In version 2.2 a path might begin without its slash. */
    private String checked(String pattern) {
        if (pattern.isEmpty() || pattern.startsWith("/") || (pattern.startsWith("*.") && pattern.indexOf('/') < 0)) {
            return pattern;
        }
        if (app.descriptors().isOfServlet22() && !pattern.startsWith("*")) {
            LOG.warnf("%s: the URL pattern '%s' is taken for '/%s'", info.getDeploymentName(), pattern, pattern);
            return "/" + pattern;
        }
        throw Fault.of("'" + pattern + "' is not a URL pattern: expected /path, /path/*, *.extension, / or nothing")
                .at(app.place(Set.of("url-pattern"), pattern));
    }
}
