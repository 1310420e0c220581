package dev.holdfast.server.deploy;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What is done to each instance of one class.
 *
 * @param slots what is injected into it, in that order
 * @param postConstruct the methods that are called then, those of superclasses first
 * @param preDestroy the methods that are called when it is no longer needed
 */
record Injection(List<Slot> slots, List<Method> postConstruct, List<Method> preDestroy) {
    private static final Logger LOG = Logger.getLogger(Injection.class);

    Injection {
        slots = List.copyOf(slots);
        postConstruct = List.copyOf(postConstruct);
        preDestroy = List.copyOf(preDestroy);
    }

    /**
     * A field, or a method with one parameter, and what goes into it.
     *
     * @param member which is accessible
     */
    record Slot(Member member, Supplier<Object> resource) {}

    void inject(Object instance) {
        for (Slot slot : slots) {
            try {
                if (slot.member() instanceof Field field) {
                    field.set(instance, slot.resource().get());
                } else if (slot.member() instanceof Method method) {
                    method.invoke(instance, slot.resource().get());
                }
            } catch (InvocationTargetException thrown) {
                throw failed(slot.member(), thrown.getTargetException());
            } catch (IllegalAccessException e) {
                throw failed(slot.member(), e);
            }
        }
    }

    void afterConstruction(Object instance) {
        for (Method method : postConstruct) {
            try {
                method.invoke(instance);
            } catch (InvocationTargetException thrown) {
                throw failed(method, thrown.getTargetException());
            } catch (IllegalAccessException e) {
                throw failed(method, e);
            }
        }
    }

    /** What one method throws does not keep the others from being called. */
    void beforeDestruction(Object instance) {
        for (Method method : preDestroy) {
            try {
                method.invoke(instance);
            } catch (InvocationTargetException | IllegalAccessException e) {
                LOG.warnf(e.getCause() == null ? e : e.getCause(), "%s failed", method);
            }
        }
    }

    private static Fault failed(Member member, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return Fault.of(member.getName() + " failed", cause)
                .in(member.getDeclaringClass().getName());
    }
}
