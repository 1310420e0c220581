package dev.holdfast.server.deploy;

import dev.holdfast.server.naming.LateName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.logging.Logger;
import org.jboss.metadata.javaee.spec.Environment;
import org.jboss.metadata.javaee.spec.EnvironmentEntryMetaData;
import org.jboss.metadata.javaee.spec.ResourceEnvironmentReferenceMetaData;
import org.jboss.metadata.javaee.spec.ResourceReferenceMetaData;
import org.jspecify.annotations.Nullable;

/**
 * The names that an application finds: its {@code <env-entry>}s, the server's data sources, and its {@code <resource-ref>}s to those. There is nothing
 * else that a reference could be to, and the log says which are ignored.
 */
final class NamingAssembly {
    private static final Logger LOG = Logger.getLogger(NamingAssembly.class);
    private static final String ENVIRONMENT = "java:comp/env/";

    /** Where CDI has the bean manager, of an application whose beans are the server's affair. */
    static final String BEAN_MANAGER = "java:comp/BeanManager";

    static final String BEAN_MANAGER_TYPE = "jakarta.enterprise.inject.spi.BeanManager";

    /** What asks for something that there is not here. */
    private static final List<String> NOT_HERE = List.of(
            "jakarta.ejb.EJB",
            "jakarta.persistence.PersistenceContext",
            "jakarta.persistence.PersistenceUnit",
            "jakarta.annotation.sql.DataSourceDefinition",
            "jakarta.annotation.sql.DataSourceDefinitions");

    private static final DotName ENDPOINT = DotName.createSimple("jakarta.websocket.server.ServerEndpoint");

    /** Where other servers have data sources; what follows is the name. The longest first. */
    private static final List<String> PLACES = List.of(ENVIRONMENT, "java:jboss/datasources/", "java:jboss/", "java:/");

    private final WebApp app;
    private final TypeHierarchy hierarchy;
    private final Map<String, DataSource> dataSources;
    private final Map<String, Object> names = new HashMap<>();
    private final Set<String> ignored = new TreeSet<>();

    private NamingAssembly(WebApp app, TypeHierarchy hierarchy, Map<String, DataSource> dataSources) {
        this.app = app;
        this.hierarchy = hierarchy;
        this.dataSources = dataSources;
    }

    /**
     * Returns the names, each with its {@code java:}.
     *
     * @param beanManager gives the bean manager, once it is there, of an application that gets one
     *
     * @throws Fault if an {@code <env-entry>} has a value that is not of its type
     */
    static Map<String, Object> names(
            WebApp app,
            TypeHierarchy hierarchy,
            Map<String, DataSource> dataSources,
            Optional<Supplier<Object>> beanManager,
            String deployment) {
        NamingAssembly assembly = new NamingAssembly(app, hierarchy, dataSources);
        assembly.dataSources();
        beanManager.ifPresent(manager -> assembly.names.put(BEAN_MANAGER, new LateName(manager)));
        Environment references = app.metaData().getJndiEnvironmentRefsGroup();
        if (references != null) {
            all(references.getEnvironmentEntries()).forEach(assembly::entry);
            all(references.getResourceReferences()).forEach(assembly::resource);
            all(references.getResourceEnvironmentReferences()).forEach(assembly::environmentResource);
            assembly.ignore("ejb-ref", all(references.getEjbReferences()).map(ref -> ref.getName()));
            assembly.ignore(
                    "ejb-local-ref", all(references.getEjbLocalReferences()).map(ref -> ref.getName()));
            assembly.ignore(
                    "message-destination-ref",
                    all(references.getMessageDestinationReferences()).map(ref -> ref.getName()));
            assembly.ignore(
                    "persistence-context-ref",
                    all(references.getPersistenceContextRefs()).map(ref -> ref.getName()));
            assembly.ignore(
                    "persistence-unit-ref",
                    all(references.getPersistenceUnitRefs()).map(ref -> ref.getName()));
            assembly.ignore("data-source", all(references.getDataSources()).map(ref -> ref.getName()));
        }
        if (!app.descriptors().isComplete()) {
            assembly.annotations();
        }
        if (!assembly.ignored.isEmpty()) {
            LOG.warnf(
                    "%s: ignored, there is nothing of that kind here: %s",
                    deployment, String.join(", ", assembly.ignored));
        }
        return assembly.names;
    }

    private static <T> Stream<T> all(@Nullable Collection<T> elements) {
        return elements == null ? Stream.empty() : elements.stream();
    }

    private void ignore(String element, Stream<String> references) {
        references.forEach(name -> ignored.add("<" + element + "> " + name));
    }

    private void dataSources() {
        dataSources.forEach((name, source) -> PLACES.forEach(place -> names.put(place + name, source)));
    }

    private void entry(EnvironmentEntryMetaData entry) {
        String value = entry.getValue();
        if (value == null) {
            ignored.add("<env-entry> " + entry.getName() + " without a value");
            return;
        }
        names.put(inEnvironment(entry.getName()), value(entry.getName(), entry.getType(), value));
    }

    private Object value(String name, @Nullable String type, String value) {
        String text = value.strip();
        try {
            return switch (type == null ? "java.lang.String" : type.strip()) {
                case "java.lang.String" -> value;
                case "java.lang.Boolean", "boolean" -> Boolean.valueOf(text);
                case "java.lang.Integer", "int" -> Integer.valueOf(text);
                case "java.lang.Long", "long" -> Long.valueOf(text);
                case "java.lang.Short", "short" -> Short.valueOf(text);
                case "java.lang.Byte", "byte" -> Byte.valueOf(text);
                case "java.lang.Double", "double" -> Double.valueOf(text);
                case "java.lang.Float", "float" -> Float.valueOf(text);
                case "java.lang.Character", "char" -> character(value);
                case "java.lang.Class" -> app.load(text, Object.class);
                default -> enumConstant(String.valueOf(type).strip(), text);
            };
        } catch (IllegalArgumentException noSuchValue) {
            throw Fault.of("'" + text + "' is not a value of " + type + ", which the <env-entry> " + name + " has")
                    .at(app.place(Set.of("env-entry-value"), text));
        }
    }

    private static Character character(String value) {
        if (value.length() != 1) {
            throw new IllegalArgumentException(value);
        }
        return value.charAt(0);
    }

    private Object enumConstant(String type, String text) {
        Object[] constants = app.load(type, Object.class).getEnumConstants();
        return Stream.of(constants == null ? new Object[0] : constants)
                .filter(constant -> ((Enum<?>) constant).name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private void resource(ResourceReferenceMetaData reference) {
        String name = reference.getName();
        Optional<DataSource> source = Stream.of(
                        reference.getJndiName(), reference.getLookupName(), reference.getMappedName(), name)
                .flatMap(candidate -> Stream.ofNullable(candidate == null ? null : dataSources.get(plain(candidate))))
                .findFirst();
        if (source.isPresent()) {
            names.put(inEnvironment(name), source.get());
        } else {
            ignored.add("<resource-ref> " + name + " (datasources." + name + ".url would make it a data source)");
        }
    }

    private void environmentResource(ResourceEnvironmentReferenceMetaData reference) {
        String name = reference.getName();
        Object found = BEAN_MANAGER_TYPE.equals(reference.getType())
                ? names.get(BEAN_MANAGER)
                : Stream.of(reference.getJndiName(), reference.getLookupName(), reference.getMappedName(), name)
                        .flatMap(candidate ->
                                Stream.ofNullable(candidate == null ? null : names.get(inEnvironment(candidate))))
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            ignored.add("<resource-env-ref> " + name);
        } else {
            names.put(inEnvironment(name), found);
        }
    }

    /** What is looked up elsewhere is also found by the name that it is given (platform specification 5.2.5). */
    private void annotations() {
        for (ResourceAnnotation resource : ResourceAnnotation.of(app.index())) {
            String elsewhere = resource.lookup().isEmpty() ? resource.mappedName() : resource.lookup();
            Object found = elsewhere.isEmpty() ? null : names.get(inEnvironment(elsewhere));
            if (found != null && !resource.name().isEmpty()) {
                names.putIfAbsent(inEnvironment(resource.name()), found);
            }
        }
        for (String kind : NOT_HERE) {
            for (AnnotationInstance annotation : app.index().getAnnotations(DotName.createSimple(kind))) {
                if (isOurs(annotation.target())) {
                    ignored.add("@" + annotation.name().withoutPackagePrefix() + " " + place(annotation.target()));
                }
            }
        }
    }

    /**
     * Returns whether nobody but this server could give what is asked for: not to a component of a library that does so itself, as Spring does.
     */
    private boolean isOurs(@Nullable AnnotationTarget target) {
        ClassInfo declaring = target == null
                ? null
                : switch (target.kind()) {
                    case FIELD -> target.asField().declaringClass();
                    case METHOD -> target.asMethod().declaringClass();
                    default -> null;
                };
        if (declaring == null || !app.beanArchives().isEmpty()) {
            return true;
        }
        Set<String> components = components();
        String name = declaring.name().toString();
        return Stream.concat(Stream.of(name), hierarchy.beneath(name).stream())
                .anyMatch(type -> components.contains(type) || isEndpoint(type));
    }

    private boolean isEndpoint(String type) {
        ClassInfo annotated = app.index().getClassByName(DotName.createSimple(type));
        return annotated != null && annotated.hasDeclaredAnnotation(ENDPOINT);
    }

    private Set<String> components() {
        Set<String> classes = new HashSet<>();
        all(app.metaData().getServlets()).forEach(servlet -> classes.add(servlet.getServletClass()));
        all(app.metaData().getFilters()).forEach(filter -> classes.add(filter.getFilterClass()));
        all(app.metaData().getListeners()).forEach(listener -> classes.add(listener.getListenerClass()));
        return classes;
    }

    private static String place(@Nullable AnnotationTarget target) {
        if (target == null) {
            return "";
        }
        return switch (target.kind()) {
            case FIELD ->
                target.asField().declaringClass().name() + "."
                        + target.asField().name();
            case METHOD ->
                target.asMethod().declaringClass().name() + "."
                        + target.asMethod().name();
            default -> target.toString();
        };
    }

    /** Returns {@code name} as JNDI has it: beneath {@code java:comp/env}, unless it says itself where. */
    static String inEnvironment(String name) {
        return name.startsWith("java:") ? name : ENVIRONMENT + name;
    }

    private static String plain(String name) {
        return PLACES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(place -> name.substring(place.length()))
                .orElse(name);
    }
}
