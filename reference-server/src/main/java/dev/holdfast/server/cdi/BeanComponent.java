package dev.holdfast.server.cdi;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.InjectionTarget;
import java.util.function.Consumer;
import org.jboss.weld.manager.BeanManagerImpl;

/**
 * A class that is not a bean, but whose instances are given beans: a servlet, a filter, a listener, a WebSocket endpoint.
 *
 * @param <T> the class
 */
public final class BeanComponent<T> {
    private final BeanManagerImpl manager;
    private final InjectionTarget<T> target;

    BeanComponent(BeanManagerImpl manager, InjectionTarget<T> target) {
        this.manager = manager;
        this.target = target;
    }

    /** Makes an instance, with what is injected into it, {@code before} the beans are; its {@code @PostConstruct} has run. */
    public Instance<T> create(Consumer<T> before) {
        CreationalContext<T> context = manager.createCreationalContext(null);
        try {
            T instance = target.produce(context);
            before.accept(instance);
            target.inject(instance, context);
            target.postConstruct(instance);
            return new Instance<>(instance, target, context);
        } catch (RuntimeException | Error failed) {
            context.release();
            throw failed;
        }
    }

    /**
     * An instance.
     *
     * @param get itself
     */
    public record Instance<T>(T get, InjectionTarget<T> target, CreationalContext<T> context) {
        /** Runs its {@code @PreDestroy}, and ends the beans that are its own. */
        public void destroy() {
            try {
                target.preDestroy(get);
                target.dispose(get);
            } finally {
                context.release();
            }
        }
    }
}
