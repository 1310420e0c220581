package dev.holdfast.server.deploy;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Which classes of an application extend, implement or are annotated with a type ({@code @HandlesTypes}).
 *
 * <p>The index ends at the application's edge: a class that extends {@code HttpServlet} does not show there as a {@code Servlet}. Types just
 * outside that the application extends are therefore loaded and asked.
 */
final class TypeQuery {
    private final IndexView index;
    private final ClassLoader loader;

    TypeQuery(IndexView index, ClassLoader loader) {
        this.index = index;
        this.loader = loader;
    }

    /** Returns the binary names of the classes that match {@code type}; {@code type} itself is not among them. */
    Set<String> matching(Class<?> type) {
        DotName name = DotName.createSimple(type.getName());
        Set<String> names = new HashSet<>();
        if (type.isAnnotation()) {
            for (AnnotationInstance annotation : index.getAnnotations(name)) {
                addAnnotated(names, annotation.target());
            }
            return names;
        }
        addBeneath(names, name);
        for (DotName outside : typesJustOutside()) {
            if (!outside.equals(name) && isA(outside, type)) {
                addBeneath(names, outside);
            }
        }
        return names;
    }

    private void addBeneath(Set<String> names, DotName type) {
        add(names, index.getAllKnownSubclasses(type));
        add(names, index.getAllKnownImplementations(type));
        add(names, index.getAllKnownSubinterfaces(type));
    }

    private static void add(Set<String> names, Collection<ClassInfo> classes) {
        classes.forEach(info -> names.add(info.name().toString()));
    }

    /** Annotations on the class, its fields, its methods and their parameters count; type-use annotations do not. */
    private static void addAnnotated(Set<String> names, @Nullable AnnotationTarget target) {
        if (target == null) {
            return;
        }
        switch (target.kind()) {
            case CLASS -> names.add(target.asClass().name().toString());
            case FIELD -> names.add(target.asField().declaringClass().name().toString());
            case METHOD -> names.add(target.asMethod().declaringClass().name().toString());
            case METHOD_PARAMETER ->
                names.add(target.asMethodParameter()
                        .method()
                        .declaringClass()
                        .name()
                        .toString());
            default -> {}
        }
    }

    private Set<DotName> typesJustOutside() {
        Set<DotName> outside = new HashSet<>();
        for (ClassInfo info : index.getKnownClasses()) {
            if (info.superName() != null) {
                outside.add(info.superName());
            }
            outside.addAll(info.interfaceNames());
        }
        outside.removeIf(name -> index.getClassByName(name) != null || name.equals(DotName.OBJECT_NAME));
        return outside;
    }

    private boolean isA(DotName outside, Class<?> type) {
        try {
            return type.isAssignableFrom(Class.forName(outside.toString(), false, loader));
        } catch (ClassNotFoundException | LinkageError missing) {
            return false;
        }
    }
}
