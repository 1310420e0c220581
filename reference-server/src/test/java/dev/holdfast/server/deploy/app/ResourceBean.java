package dev.holdfast.server.deploy.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** A bean with a resource. */
@Named("resourceBean")
@ApplicationScoped
public class ResourceBean {
    @Resource(name = "greeting")
    private @Nullable String greeting;

    public @Nullable String getGreeting() {
        return greeting;
    }
}
