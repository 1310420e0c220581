package dev.holdfast.server.cdi;

import jakarta.annotation.Resource;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jboss.weld.injection.spi.ResourceInjectionServices;
import org.jboss.weld.injection.spi.ResourceReferenceFactory;
import org.jboss.weld.injection.spi.helpers.SimpleResourceReference;

/** {@code @Resource} in beans. */
final class BeanResources implements ResourceInjectionServices {
    private final ResourceFinder finder;

    BeanResources(ResourceFinder finder) {
        this.finder = finder;
    }

    @Override
    public ResourceReferenceFactory<Object> registerResourceInjectionPoint(InjectionPoint point) {
        Member member = point.getMember();
        Annotated annotated = point.getAnnotated() instanceof AnnotatedParameter<?> parameter
                ? parameter.getDeclaringCallable()
                : point.getAnnotated();
        Supplier<Object> resource = finder.find(annotated.getAnnotation(Resource.class), member, type(member));
        return () -> new SimpleResourceReference<>(resource.get());
    }

    private static Class<?> type(Member member) {
        if (member instanceof Field field) {
            return field.getType();
        }
        if (member instanceof Method method && method.getParameterCount() == 1) {
            return method.getParameterTypes()[0];
        }
        throw new DefinitionException("@Resource at " + member + ": expected a field or a method with one parameter");
    }

    @Override
    public ResourceReferenceFactory<Object> registerResourceInjectionPoint(String jndiName, String mappedName) {
        throw new UnsupportedOperationException("resources are declared by annotations only");
    }

    @Override
    public void cleanup() {
        // Has nothing.
    }
}
