package dev.holdfast.server.deploy.app;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;

/** Makes a bean of a class that is in no bean archive. */
public final class BeanExtension implements Extension {
    void add(@Observes BeforeBeanDiscovery event) {
        event.addAnnotatedType(Visitors.class, Visitors.class.getName());
    }
}
