package dev.holdfast.server.deploy;

import dev.holdfast.server.naming.LateName;
import jakarta.annotation.Resource;
import java.lang.reflect.Member;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What an application's {@code @Resource}s stand for (Jakarta EE platform specification, section 5): the names of {@link NamingAssembly}. */
final class Resources {
    private static final Set<Class<?>> WRAPPERS = Set.of(
            Boolean.class,
            Byte.class,
            Character.class,
            Double.class,
            Float.class,
            Integer.class,
            Long.class,
            Short.class,
            String.class,
            Class.class);
    private static final Map<Class<?>, Class<?>> BOXED = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            char.class, Character.class,
            double.class, Double.class,
            float.class, Float.class,
            int.class, Integer.class,
            long.class, Long.class,
            short.class, Short.class);

    private final Map<String, Object> names;

    /** @param names each with its {@code java:} */
    Resources(Map<String, Object> names) {
        this.names = names;
    }

    /**
     * A resource that something asks for.
     *
     * @param name beneath {@code java:comp/env}
     * @param lookup where to look if there is none of that name; empty for nowhere
     * @param mappedName where to look if there is no {@code lookup}; empty for nowhere
     * @param type what it must be
     */
    record Wanted(String name, String lookup, String mappedName, Class<?> type) {}

    /**
     * Returns what {@code wanted} stands for.
     *
     * @return nothing for a simple value (a string, a number and so on) that nothing gives, so that the field keeps its own
     * @throws Fault naming the resource, if it is not there or not of the type
     */
    Optional<Supplier<Object>> find(Wanted wanted) {
        Class<?> type = BOXED.getOrDefault(wanted.type(), wanted.type());
        Object found = named(wanted);
        if (found == null) {
            if (isSimple(type)
                    && wanted.lookup().isEmpty()
                    && wanted.mappedName().isEmpty()) {
                return Optional.empty();
            }
            throw missing(wanted, type);
        }
        if (found instanceof LateName late) {
            return Optional.of(late::getContent);
        }
        if (!type.isInstance(found)) {
            throw Fault.of("needs the resource " + wanted.name() + " as a " + type.getName() + ", and it is a "
                    + found.getClass().getName());
        }
        return Optional.of(() -> found);
    }

    /** Returns what a bean asks for: a value that is not there cannot keep its field as it was, and is missing. */
    Supplier<Object> ofBean(Resource resource, Member member, Class<?> type) {
        String className = member.getDeclaringClass().getName();
        String name = resource.name().isEmpty()
                ? ResourceAnnotation.defaultName(className, member.getName())
                : resource.name();
        Wanted wanted = new Wanted(name, resource.lookup(), resource.mappedName(), type);
        try {
            return find(wanted).orElseThrow(() -> missing(wanted, type));
        } catch (Fault fault) {
            throw Fault.of(member.getName() + " " + fault.problem())
                    .at("@Resource")
                    .in(className);
        }
    }

    private @Nullable Object named(Wanted wanted) {
        Object declared = names.get(NamingAssembly.inEnvironment(wanted.name()));
        if (declared != null) {
            return declared;
        }
        if (!wanted.lookup().isEmpty()) {
            return names.get(NamingAssembly.inEnvironment(wanted.lookup()));
        }
        if (!wanted.mappedName().isEmpty()) {
            return names.get(NamingAssembly.inEnvironment(wanted.mappedName()));
        }
        return wanted.type().getName().equals(NamingAssembly.BEAN_MANAGER_TYPE)
                ? names.get(NamingAssembly.BEAN_MANAGER)
                : null;
    }

    private static boolean isSimple(Class<?> type) {
        return WRAPPERS.contains(type) || type.isEnum();
    }

    private static Fault missing(Wanted wanted, Class<?> type) {
        String where = !wanted.lookup().isEmpty()
                ? " (" + wanted.lookup() + ")"
                : wanted.mappedName().isEmpty() ? "" : " (" + wanted.mappedName() + ")";
        String remedy =
                type == DataSource.class ? "; datasources." + wanted.name() + ".url would make it a data source" : "";
        return Fault.of("needs the resource " + wanted.name() + where + " of type " + type.getName()
                + ", which is not there" + remedy);
    }
}
