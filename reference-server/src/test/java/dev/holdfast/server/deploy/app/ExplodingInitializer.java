package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.lang.ref.WeakReference;
import java.util.Set;

/** Tells the test which class loader it has, and fails. */
public final class ExplodingInitializer implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> types, ServletContext context) {
        System.getProperties().put("holdfast.test.loader", new WeakReference<>(context.getClassLoader()));
        throw new IllegalStateException("no plugins");
    }
}
