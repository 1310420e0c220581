package dev.holdfast.server.deploy;

import io.undertow.servlet.api.DeploymentInfo;
import java.util.HashSet;
import java.util.Set;

/** Explains what an application's own code threw while it was started: which of its components it was, and where that is declared. */
final class StartupFailure {
    private StartupFailure() {}

    /** Returns why the beans of an application do not start. */
    static Fault ofBeans(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault fault) {
                return fault;
            }
        }
        return Fault.of("its beans cannot be started", missing(failure));
    }

    /** Returns what says which class is missing, if it is that, for Weld's own messages do not. */
    static Throwable missing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError) {
                return cause;
            }
        }
        return failure;
    }

    static Fault explain(WebApp app, DeploymentInfo info, Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof Fault) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Fault fault) {
            return fault;
        }
        String component = component(failure, components(info));
        Fault fault = Fault.of("failed to start", cause);
        return component.isEmpty()
                ? fault
                : fault.in(component)
                        .at(app.descriptors().locateClass(component).orElse(null));
    }

    private static Set<String> components(DeploymentInfo info) {
        Set<String> names = new HashSet<>();
        info.getListeners()
                .forEach(listener -> names.add(listener.getListenerClass().getName()));
        info.getServletContainerInitializers()
                .forEach(initializer -> names.add(
                        initializer.getServletContainerInitializerClass().getName()));
        info.getFilters()
                .values()
                .forEach(filter -> names.add(filter.getFilterClass().getName()));
        info.getServlets()
                .values()
                .forEach(servlet -> names.add(servlet.getServletClass().getName()));
        return names;
    }

    /** The component is the first one on the stack, looking from the place that threw outwards. */
    private static String component(Throwable failure, Set<String> components) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (components.contains(frame.getClassName())) {
                    return frame.getClassName();
                }
            }
        }
        return "";
    }
}
