package dev.holdfast.server.deploy;

import dev.holdfast.server.deploy.Injection.Slot;
import dev.holdfast.server.deploy.Resources.Wanted;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.metadata.javaee.spec.Environment;
import org.jboss.metadata.javaee.spec.LifecycleCallbackMetaData;
import org.jboss.metadata.javaee.spec.ResourceInjectionMetaData;
import org.jboss.metadata.javaee.spec.ResourceInjectionTargetMetaData;
import org.jspecify.annotations.Nullable;

/**
 * What is injected into components, and which of their methods are called after that and in the end: as their annotations say (Jakarta Annotations, sections
 * 2.3, 2.5 and 2.6), unless {@code web.xml} is complete, and as {@code web.xml} says.
 */
final class Injections {
    private static final DotName POST_CONSTRUCT = DotName.createSimple(PostConstruct.class.getName());
    private static final DotName PRE_DESTROY = DotName.createSimple(PreDestroy.class.getName());

    private final WebApp app;
    private final Resources resources;
    private final boolean beansCallBack;

    /** @param beansCallBack whether annotated methods are not called here, because the container of beans does that */
    Injections(WebApp app, Resources resources, boolean beansCallBack) {
        this.app = app;
        this.resources = resources;
        this.beansCallBack = beansCallBack;
    }

    /**
     * Returns what is done to instances of {@code component}.
     *
     * @throws Fault naming class, field and resource, if one is not there or does not fit
     */
    Injection of(Class<?> component) {
        List<Slot> slots = new ArrayList<>();
        Set<Method> postConstruct = new LinkedHashSet<>();
        Set<Method> preDestroy = new LinkedHashSet<>();
        for (Class<?> type : hierarchy(component)) {
            ClassInfo annotations = app.descriptors().isComplete()
                    ? null
                    : app.index().getClassByName(DotName.createSimple(type.getName()));
            if (annotations != null) {
                addAnnotated(slots, type, annotations);
                if (!beansCallBack) {
                    postConstruct.addAll(callbacks(type, annotations, POST_CONSTRUCT));
                    preDestroy.addAll(callbacks(type, annotations, PRE_DESTROY));
                }
            }
            Environment declared = app.metaData().getJndiEnvironmentRefsGroup();
            if (declared != null) {
                addDeclared(slots, type, declared);
                postConstruct.addAll(callbacks(type, declared.getPostConstructs(), PostConstruct.class));
                preDestroy.addAll(callbacks(type, declared.getPreDestroys(), PreDestroy.class));
            }
        }
        postConstruct.removeIf(method -> isOverridden(method, component));
        preDestroy.removeIf(method -> isOverridden(method, component));
        return new Injection(slots, List.copyOf(postConstruct), List.copyOf(preDestroy));
    }

    /** Its superclasses first, which are initialised before it; only the application's. */
    private Deque<Class<?>> hierarchy(Class<?> component) {
        Deque<Class<?>> hierarchy = new ArrayDeque<>();
        for (@Nullable Class<?> type = component; type != null && type.getClassLoader() == app.loader(); ) {
            hierarchy.push(type);
            type = type.getSuperclass();
        }
        return hierarchy;
    }

    private void addAnnotated(List<Slot> slots, Class<?> type, ClassInfo annotations) {
        for (ResourceAnnotation resource : ResourceAnnotation.of(annotations)) {
            switch (resource.place().kind()) {
                case FIELD -> {
                    Field field = field(type, resource.place().asField().name());
                    add(slots, field, field.getType(), resource);
                }
                case METHOD -> {
                    Method setter = setter(
                            type,
                            resource.place().asMethod().name(),
                            resource.place().asMethod().descriptor());
                    add(slots, setter, setter.getParameterTypes()[0], resource);
                }
                default -> check(type, resource);
            }
        }
    }

    /** One at the class injects nothing; the component finds by its name what must be there. */
    private void check(Class<?> type, ResourceAnnotation resource) {
        if (resource.name().isEmpty()) {
            throw Fault.of("a class has no name to call its resource by: name is missing")
                    .at("@Resource")
                    .in(type.getName());
        }
        find(type, null, wanted(resource, Object.class), "@Resource");
    }

    private void add(List<Slot> slots, Member member, Class<?> type, ResourceAnnotation resource) {
        find(member.getDeclaringClass(), member, wanted(resource, type), "@Resource")
                .ifPresent(slots::add);
    }

    private static Wanted wanted(ResourceAnnotation resource, Class<?> type) {
        return new Wanted(resource.name(), resource.lookup(), resource.mappedName(), type);
    }

    private Optional<Slot> find(Class<?> type, @Nullable Member member, Wanted wanted, String place) {
        try {
            return resources
                    .find(wanted)
                    .flatMap(resource -> Optional.ofNullable(member == null ? null : new Slot(member, resource)));
        } catch (Fault fault) {
            String subject = member == null ? "" : member.getName() + " ";
            throw Fault.of(subject + fault.problem()).at(place).in(type.getName());
        }
    }

    private void addDeclared(List<Slot> slots, Class<?> type, Environment declared) {
        Stream.of(
                        declared.getEnvironmentEntries(),
                        declared.getResourceReferences(),
                        declared.getResourceEnvironmentReferences())
                .flatMap(all -> all == null ? Stream.empty() : all.stream())
                .map(ResourceInjectionMetaData.class::cast)
                .forEach(reference -> addDeclared(slots, type, reference));
    }

    private void addDeclared(List<Slot> slots, Class<?> type, ResourceInjectionMetaData reference) {
        if (reference.getInjectionTargets() == null) {
            return;
        }
        for (ResourceInjectionTargetMetaData target : reference.getInjectionTargets()) {
            if (type.getName().equals(target.getInjectionTargetClass())) {
                Member member = target(type, target.getInjectionTargetName());
                Class<?> wantedType =
                        member instanceof Field field ? field.getType() : ((Method) member).getParameterTypes()[0];
                find(
                                type,
                                member,
                                new Wanted(
                                        reference.getName(),
                                        orEmpty(reference.getLookupName()),
                                        orEmpty(reference.getMappedName()),
                                        wantedType),
                                app.place(Set.of("injection-target-name"), target.getInjectionTargetName()))
                        .ifPresent(slots::add);
            }
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The platform specification, 5.2.5: the property is looked for first, then the field. */
    private Member target(Class<?> type, String name) {
        String setter = name.isEmpty() ? name : "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(setter) && method.getParameterCount() == 1)
                .findFirst()
                .<Member>map(method -> accessible(method, method))
                .orElseGet(() -> field(type, name));
    }

    private Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            if (Modifier.isFinal(field.getModifiers()) || Modifier.isStatic(field.getModifiers())) {
                throw Fault.of("cannot inject into " + name + ", which is static or final")
                        .in(type.getName());
            }
            return accessible(field, field);
        } catch (NoSuchFieldException e) {
            throw Fault.of("has neither a property nor a field " + name)
                    .in(type.getName())
                    .at(app.place(Set.of("injection-target-name"), name))
                    .because(e);
        }
    }

    private static Method setter(Class<?> type, String name, String descriptor) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name)
                        && method.getParameterCount() == 1
                        && !Modifier.isStatic(method.getModifiers())
                        && descriptor(method).equals(descriptor))
                .findFirst()
                .map(method -> accessible(method, method))
                .orElseThrow(() -> Fault.of(
                                "cannot inject into " + name + ": expected a method with one parameter, not static")
                        .at("@Resource")
                        .in(type.getName()));
    }

    private static String descriptor(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .toMethodDescriptorString();
    }

    private static List<Method> callbacks(Class<?> type, ClassInfo annotations, DotName annotation) {
        List<Method> methods = new ArrayList<>();
        for (AnnotationInstance instance : annotations.annotationsMap().getOrDefault(annotation, List.of())) {
            if (instance.target() != null && instance.target().kind() == AnnotationTarget.Kind.METHOD) {
                methods.add(
                        callback(type, instance.target().asMethod().name(), "@" + annotation.withoutPackagePrefix()));
            }
        }
        return methods;
    }

    private List<Method> callbacks(
            Class<?> type,
            @Nullable Collection<LifecycleCallbackMetaData> declared,
            Class<? extends Annotation> annotation) {
        List<Method> methods = new ArrayList<>();
        if (declared != null) {
            for (LifecycleCallbackMetaData callback : declared) {
                if (type.getName().equals(callback.getClassName())) {
                    methods.add(callback(
                            type,
                            callback.getMethodName(),
                            app.place(Set.of("lifecycle-callback-method"), callback.getMethodName())));
                }
            }
        }
        methods.removeIf(method -> beansCallBack && method.isAnnotationPresent(annotation));
        return methods;
    }

    private static Method callback(Class<?> type, String name, String place) {
        try {
            Method method = type.getDeclaredMethod(name);
            return accessible(method, method);
        } catch (NoSuchMethodException e) {
            throw Fault.of("has no method " + name + " without parameters")
                    .at(place)
                    .in(type.getName())
                    .because(e);
        }
    }

    private static boolean isOverridden(Method method, Class<?> component) {
        if (Modifier.isPrivate(method.getModifiers())) {
            return false;
        }
        for (@Nullable Class<?> type = component; type != null && type != method.getDeclaringClass(); ) {
            if (Arrays.stream(type.getDeclaredMethods())
                    .anyMatch(own -> own.getName().equals(method.getName()) && own.getParameterCount() == 0)) {
                return true;
            }
            type = type.getSuperclass();
        }
        return false;
    }

    private static <T> T accessible(AccessibleObject object, T same) {
        object.setAccessible(true);
        return same;
    }
}
