package dev.holdfast.server.naming.java;

import dev.holdfast.server.naming.ApplicationNames;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where a name begins that says nothing of where it begins; found by JNDI through its name. Names of an application all begin with {@code java:}, so
 * nothing is found here, but Hibernate among others asks it how names are read.
 */
public final class InitialNames implements InitialContextFactory {
    /** For JNDI. */
    public InitialNames() {}

    /** Returns the names of the application whose thread this is. */
    @Override
    public Context getInitialContext(@Nullable Hashtable<?, ?> environment) throws NamingException {
        return ApplicationNames.ofThread();
    }
}
