package dev.holdfast.server.naming;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NotContextException;
import org.jspecify.annotations.Nullable;

/**
 * Says of a name that is not there that it is not found, as JNDI has it and applications expect: the context behind says of {@code a/b}, where there is
 * no {@code a}, that this is no context.
 */
final class NotFound implements InvocationHandler {
    private final Context context;

    private NotFound(Context context) {
        this.context = context;
    }

    static Context told(Context context) {
        return (Context) Proxy.newProxyInstance(
                NotFound.class.getClassLoader(), new Class<?>[] {Context.class}, new NotFound(context));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            Object found = method.invoke(context, arguments);
            return found instanceof Context inner ? told(inner) : found;
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof NotContextException nothing) {
                NameNotFoundException notFound = new NameNotFoundException(nothing.getMessage());
                notFound.setRootCause(nothing);
                throw notFound;
            }
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }
}
