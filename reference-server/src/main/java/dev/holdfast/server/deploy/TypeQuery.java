package dev.holdfast.server.deploy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jspecify.annotations.Nullable;

/**
 * Which classes of an application extend, implement or are annotated with a type ({@code @HandlesTypes}).
 *
 * <p>What is read of the application ends at its edge: a class that extends {@code HttpServlet} does not show there as a {@code Servlet}. Types just
 * outside that the application extends are therefore loaded and asked.
 */
final class TypeQuery {
    private final ClassIndex index;
    private final ClassLoader loader;
    private @Nullable List<Class<?>> justOutside;

    TypeQuery(ClassIndex index, ClassLoader loader) {
        this.index = index;
        this.loader = loader;
    }

    /** Returns the binary names of the classes that match {@code type}; {@code type} itself is not among them. */
    Set<String> matching(Class<?> type) {
        Set<String> names = new HashSet<>();
        if (type.isAnnotation()) {
            for (AnnotationInstance annotation : index.all().getAnnotations(DotName.createSimple(type.getName()))) {
                addAnnotated(names, annotation.target());
            }
            return names;
        }
        names.addAll(index.hierarchy().beneath(type.getName()));
        for (Class<?> outside : justOutside()) {
            if (outside != type && type.isAssignableFrom(outside)) {
                names.addAll(index.hierarchy().beneath(outside.getName()));
            }
        }
        return names;
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

    private List<Class<?>> justOutside() {
        if (justOutside == null) {
            justOutside = index.hierarchy().justOutside().stream()
                    .<Class<?>>mapMulti((name, found) -> load(name, found))
                    .toList();
        }
        return justOutside;
    }

    /** What cannot be loaded has no subtypes that can. */
    private void load(String name, Consumer<Class<?>> found) {
        try {
            found.accept(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError missing) {
            // Part of an API that some class of a library could use.
        }
    }
}
