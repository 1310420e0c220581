package dev.holdfast.server.naming.java;

import dev.holdfast.server.naming.ApplicationNames;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/** Gives an application its own names; found by JNDI through its name. */
@SuppressWarnings("BanJNDI") // The context is ours, in memory, and has no objects of anybody else's.
public final class javaURLContextFactory implements ObjectFactory {
    /** For JNDI. */
    public javaURLContextFactory() {}

    /** Returns the names of the application whose thread this is, or where {@code url} is a text, what that names. */
    @Override
    public Object getObjectInstance(
            @Nullable Object url, @Nullable Name name, @Nullable Context context, @Nullable Hashtable<?, ?> environment)
            throws NamingException {
        Context names = ApplicationNames.ofThread();
        return url instanceof String text ? names.lookup(text) : names;
    }
}
