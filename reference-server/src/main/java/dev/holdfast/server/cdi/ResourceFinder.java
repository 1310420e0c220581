package dev.holdfast.server.cdi;

import jakarta.annotation.Resource;
import java.lang.reflect.Member;
import java.util.function.Supplier;

/** Where beans get their {@code @Resource}s from. */
@FunctionalInterface
public interface ResourceFinder {
    /**
     * Returns what is to be injected.
     *
     * @param resource what is asked for
     * @param member the field, or the method with one parameter, that it is injected into
     * @param type of the field or the parameter
     * @throws RuntimeException in one line naming the class, the member and the resource, if there is no such thing
     */
    Supplier<Object> find(Resource resource, Member member, Class<?> type);
}
