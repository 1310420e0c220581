package dev.holdfast.server.deploy.app;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Registers {@link HelloServlet} at {@code /plugins} with the names of the types it was given. */
@HandlesTypes({Plugin.class, Marker.class, Servlet.class})
public final class PluginInitializer implements ServletContainerInitializer {
    @Override
    public void onStartup(@Nullable Set<Class<?>> types, ServletContext context) {
        ServletRegistration.Dynamic servlet = context.addServlet("plugins", HelloServlet.class);
        servlet.addMapping("/plugins");
        servlet.setInitParameter(
                "greeting",
                types == null
                        ? "none"
                        : types.stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(",")));
    }
}
