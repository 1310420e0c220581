package dev.holdfast.server.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.metadata.javaee.spec.ParamValueMetaData;
import org.jboss.metadata.javaee.spec.RunAsMetaData;
import org.jboss.metadata.javaee.spec.SecurityRoleMetaData;
import org.jboss.metadata.javaee.spec.SecurityRolesMetaData;
import org.jboss.metadata.web.spec.AnnotationMetaData;
import org.jboss.metadata.web.spec.AnnotationsMetaData;
import org.jboss.metadata.web.spec.DispatcherType;
import org.jboss.metadata.web.spec.FilterMappingMetaData;
import org.jboss.metadata.web.spec.FilterMetaData;
import org.jboss.metadata.web.spec.FiltersMetaData;
import org.jboss.metadata.web.spec.ListenerMetaData;
import org.jboss.metadata.web.spec.MultipartConfigMetaData;
import org.jboss.metadata.web.spec.ServletMappingMetaData;
import org.jboss.metadata.web.spec.ServletMetaData;
import org.jboss.metadata.web.spec.ServletsMetaData;
import org.jboss.metadata.web.spec.WebFragmentMetaData;
import org.jspecify.annotations.Nullable;

/** The annotations of one class folder or library, written as the descriptor that says the same (Servlet specification 8.1). */
final class AnnotationReader {
    private static final DotName WEB_SERVLET = DotName.createSimple("jakarta.servlet.annotation.WebServlet");
    private static final DotName WEB_FILTER = DotName.createSimple("jakarta.servlet.annotation.WebFilter");
    private static final DotName WEB_LISTENER = DotName.createSimple("jakarta.servlet.annotation.WebListener");
    private static final DotName MULTIPART_CONFIG = DotName.createSimple("jakarta.servlet.annotation.MultipartConfig");
    private static final DotName SERVLET_SECURITY = DotName.createSimple("jakarta.servlet.annotation.ServletSecurity");
    private static final DotName RUN_AS = DotName.createSimple("jakarta.annotation.security.RunAs");
    private static final DotName DECLARE_ROLES = DotName.createSimple("jakarta.annotation.security.DeclareRoles");

    private final Index index;
    private final WebFragmentMetaData metaData = new WebFragmentMetaData();

    private AnnotationReader(Index index) {
        this.index = index;
    }

    /**
     * Returns what the annotations in {@code index} declare.
     *
     * @throws Fault naming the class, if an annotation lacks what the specification requires of it
     */
    static WebFragmentMetaData read(Index index) {
        AnnotationReader reader = new AnnotationReader(index);
        reader.servlets();
        reader.filters();
        reader.listeners();
        reader.classAnnotations();
        reader.roles();
        return reader.metaData;
    }

    private void servlets() {
        ServletsMetaData servlets = new ServletsMetaData();
        List<ServletMappingMetaData> mappings = new ArrayList<>();
        for (AnnotationInstance annotation : onClasses(WEB_SERVLET)) {
            String className = annotation.target().asClass().name().toString();
            ServletMetaData servlet = new ServletMetaData();
            servlet.setServletName(string(annotation, "name", className));
            servlet.setServletClass(className);
            servlet.setInitParam(initParams(annotation));
            AnnotationValue loadOnStartup = annotation.value("loadOnStartup");
            if (loadOnStartup != null) {
                servlet.setLoadOnStartup(Integer.toString(loadOnStartup.asInt()));
            }
            AnnotationValue asyncSupported = annotation.value("asyncSupported");
            if (asyncSupported != null) {
                servlet.setAsyncSupported(asyncSupported.asBoolean());
            }
            servlets.add(servlet);
            ServletMappingMetaData mapping = new ServletMappingMetaData();
            mapping.setServletName(servlet.getServletName());
            mapping.setUrlPatterns(urlPatterns(annotation, true));
            mappings.add(mapping);
        }
        if (!mappings.isEmpty()) {
            metaData.setServlets(servlets);
            metaData.setServletMappings(mappings);
        }
    }

    private void filters() {
        FiltersMetaData filters = new FiltersMetaData();
        List<FilterMappingMetaData> mappings = new ArrayList<>();
        for (AnnotationInstance annotation : onClasses(WEB_FILTER)) {
            String className = annotation.target().asClass().name().toString();
            FilterMetaData filter = new FilterMetaData();
            filter.setFilterName(string(annotation, "filterName", className));
            filter.setFilterClass(className);
            filter.setInitParam(initParams(annotation));
            AnnotationValue asyncSupported = annotation.value("asyncSupported");
            if (asyncSupported != null) {
                filter.setAsyncSupported(asyncSupported.asBoolean());
            }
            filters.add(filter);
            mappings.add(filterMapping(annotation, filter.getFilterName()));
        }
        if (!mappings.isEmpty()) {
            metaData.setFilters(filters);
            metaData.setFilterMappings(mappings);
        }
    }

    private static FilterMappingMetaData filterMapping(AnnotationInstance annotation, String name) {
        FilterMappingMetaData mapping = new FilterMappingMetaData();
        mapping.setFilterName(name);
        List<String> servletNames = strings(annotation, "servletNames");
        List<String> urlPatterns = urlPatterns(annotation, servletNames.isEmpty());
        if (!urlPatterns.isEmpty()) {
            mapping.setUrlPatterns(urlPatterns);
        }
        if (!servletNames.isEmpty()) {
            mapping.setServletNames(servletNames);
        }
        AnnotationValue dispatchers = annotation.value("dispatcherTypes");
        if (dispatchers != null) {
            List<DispatcherType> types = new ArrayList<>();
            for (String type : dispatchers.asEnumArray()) {
                types.add(DispatcherType.valueOf(type.toUpperCase(Locale.ROOT)));
            }
            mapping.setDispatchers(types);
        }
        return mapping;
    }

    private void listeners() {
        List<ListenerMetaData> listeners = new ArrayList<>();
        for (AnnotationInstance annotation : onClasses(WEB_LISTENER)) {
            ListenerMetaData listener = new ListenerMetaData();
            listener.setListenerClass(annotation.target().asClass().name().toString());
            listeners.add(listener);
        }
        if (!listeners.isEmpty()) {
            metaData.setListeners(listeners);
        }
    }

    private void classAnnotations() {
        AnnotationsMetaData annotations = new AnnotationsMetaData();
        for (AnnotationInstance annotation : onClasses(MULTIPART_CONFIG)) {
            of(annotations, annotation).setMultipartConfig(multipart(annotation));
        }
        for (AnnotationInstance annotation : onClasses(SERVLET_SECURITY)) {
            of(annotations, annotation).setServletSecurity(SecurityAnnotations.servletSecurity(annotation));
        }
        for (AnnotationInstance annotation : onClasses(RUN_AS)) {
            RunAsMetaData runAs = new RunAsMetaData();
            runAs.setRoleName(string(annotation, "value", ""));
            of(annotations, annotation).setRunAs(runAs);
        }
        if (!annotations.isEmpty()) {
            metaData.setAnnotations(annotations);
        }
    }

    private static AnnotationMetaData of(AnnotationsMetaData annotations, AnnotationInstance instance) {
        String className = instance.target().asClass().name().toString();
        AnnotationMetaData known = annotations.get(className);
        if (known != null) {
            return known;
        }
        AnnotationMetaData created = new AnnotationMetaData();
        created.setClassName(className);
        annotations.add(created);
        return created;
    }

    private static MultipartConfigMetaData multipart(AnnotationInstance annotation) {
        MultipartConfigMetaData config = new MultipartConfigMetaData();
        config.setLocation(string(annotation, "location", ""));
        AnnotationValue maxFileSize = annotation.value("maxFileSize");
        if (maxFileSize != null) {
            config.setMaxFileSize(maxFileSize.asLong());
        }
        AnnotationValue maxRequestSize = annotation.value("maxRequestSize");
        if (maxRequestSize != null) {
            config.setMaxRequestSize(maxRequestSize.asLong());
        }
        AnnotationValue threshold = annotation.value("fileSizeThreshold");
        if (threshold != null) {
            config.setFileSizeThreshold(threshold.asInt());
        }
        return config;
    }

    private void roles() {
        SecurityRolesMetaData roles = new SecurityRolesMetaData();
        for (AnnotationInstance annotation : onClasses(DECLARE_ROLES)) {
            for (String name : strings(annotation, "value")) {
                SecurityRoleMetaData role = new SecurityRoleMetaData();
                role.setRoleName(name);
                roles.add(role);
            }
        }
        if (!roles.isEmpty()) {
            metaData.setSecurityRoles(roles);
        }
    }

    private List<AnnotationInstance> onClasses(DotName name) {
        return index.getAnnotations(name).stream()
                .filter(annotation ->
                        annotation.target() != null && annotation.target().kind() == AnnotationTarget.Kind.CLASS)
                .toList();
    }

    private static List<String> urlPatterns(AnnotationInstance annotation, boolean required) {
        List<String> value = strings(annotation, "value");
        List<String> patterns = strings(annotation, "urlPatterns");
        ClassInfo target = annotation.target().asClass();
        if (required && value.isEmpty() && patterns.isEmpty()) {
            throw Fault.of("needs a URL pattern: value or urlPatterns")
                    .at(label(annotation))
                    .in(target.name().toString());
        }
        if (!value.isEmpty() && !patterns.isEmpty()) {
            throw Fault.of("has both value and urlPatterns; only one may be given")
                    .at(label(annotation))
                    .in(target.name().toString());
        }
        return value.isEmpty() ? patterns : value;
    }

    private static String label(AnnotationInstance annotation) {
        return "@" + annotation.name().withoutPackagePrefix();
    }

    private static @Nullable List<ParamValueMetaData> initParams(AnnotationInstance annotation) {
        AnnotationValue params = annotation.value("initParams");
        if (params == null) {
            return null;
        }
        List<ParamValueMetaData> list = new ArrayList<>();
        for (AnnotationInstance param : params.asNestedArray()) {
            ParamValueMetaData pair = new ParamValueMetaData();
            pair.setParamName(string(param, "name", ""));
            pair.setParamValue(string(param, "value", ""));
            list.add(pair);
        }
        return list;
    }

    private static String string(AnnotationInstance annotation, String member, String absent) {
        AnnotationValue value = annotation.value(member);
        return value == null || value.asString().isEmpty() ? absent : value.asString();
    }

    static List<String> strings(AnnotationInstance annotation, String member) {
        AnnotationValue value = annotation.value(member);
        return value == null ? List.of() : List.of(value.asStringArray());
    }
}
