package dev.holdfast.server.deploy;

import java.nio.file.Path;

/** One application could not be deployed because there is another one at its context path and host, or on its way there or from there. */
public final class ContextPathTakenException extends DeploymentException {
    private static final long serialVersionUID = 1L;

    ContextPathTakenException(DeploymentSpec spec, Path taken) {
        super(spec.archive(), Fault.of("the context path " + spec.location() + " is taken by " + taken));
    }
}
