package dev.holdfast.server.deploy;

import java.beans.Introspector;
import java.util.ArrayList;
import java.util.List;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

/**
 * A {@code @Resource} as it is written.
 *
 * @param place the field, method or class that it is written at
 * @param name beneath {@code java:comp/env}: as given, or else that of the class, a slash and that of the field or property; empty at a class that gives none
 * @param lookup as given, or empty
 * @param mappedName as given, or empty
 */
record ResourceAnnotation(AnnotationTarget place, String name, String lookup, String mappedName) {
    private static final DotName RESOURCE = DotName.createSimple("jakarta.annotation.Resource");
    private static final DotName RESOURCES = DotName.createSimple("jakarta.annotation.Resources");
    private static final String SETTER = "set";

    /** Returns those of one class. */
    static List<ResourceAnnotation> of(ClassInfo type) {
        return all(
                type.annotationsMap().getOrDefault(RESOURCE, List.of()),
                type.annotationsMap().getOrDefault(RESOURCES, List.of()));
    }

    /** Returns those of all classes. */
    static List<ResourceAnnotation> of(IndexView index) {
        return all(index.getAnnotations(RESOURCE), index.getAnnotations(RESOURCES));
    }

    private static List<ResourceAnnotation> all(
            Iterable<AnnotationInstance> single, Iterable<AnnotationInstance> containers) {
        List<ResourceAnnotation> all = new ArrayList<>();
        single.forEach(annotation -> add(all, annotation, annotation.target()));
        for (AnnotationInstance container : containers) {
            for (AnnotationInstance annotation : container.value().asNestedArray()) {
                add(all, annotation, container.target());
            }
        }
        return all;
    }

    private static void add(
            List<ResourceAnnotation> all, AnnotationInstance annotation, @Nullable AnnotationTarget target) {
        if (target != null) {
            String name = value(annotation, "name");
            all.add(new ResourceAnnotation(
                    target,
                    name.isEmpty() ? defaultName(target) : name,
                    value(annotation, "lookup"),
                    value(annotation, "mappedName")));
        }
    }

    private static String value(AnnotationInstance annotation, String member) {
        AnnotationValue value = annotation.value(member);
        return value == null ? "" : value.asString();
    }

    private static String defaultName(AnnotationTarget target) {
        return switch (target.kind()) {
            case FIELD -> {
                FieldInfo field = target.asField();
                yield defaultName(field.declaringClass().name().toString(), field.name());
            }
            case METHOD -> {
                MethodInfo method = target.asMethod();
                yield defaultName(method.declaringClass().name().toString(), method.name());
            }
            default -> "";
        };
    }

    /** Returns the name of a resource that is given none: of the class, and the field or the property that a method sets. */
    static String defaultName(String className, String member) {
        boolean setter = member.startsWith(SETTER) && member.length() > SETTER.length();
        return className + "/" + (setter ? property(member) : member);
    }

    private static String property(String setter) {
        return Introspector.decapitalize(setter.substring(SETTER.length()));
    }
}
