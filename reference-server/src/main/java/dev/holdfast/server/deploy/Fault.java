package dev.holdfast.server.deploy;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Why a deployment stops, as found deep inside one step of it; {@link Deployer} adds the file and reports it as a
 * {@link DeploymentException}.
 */
final class Fault extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final @Nullable String element;
    private final @Nullable String className;

    private Fault(String problem, @Nullable String element, @Nullable String className, @Nullable Throwable cause) {
        super(problem, cause);
        this.problem = problem;
        this.element = element;
        this.className = className;
    }

    static Fault of(String problem) {
        return new Fault(problem, null, null, null);
    }

    /** Returns a fault described by {@code cause}: its own message, or its kind when it has none. */
    static Fault of(String doing, Throwable cause) {
        return new Fault(doing + ": " + describe(cause), null, null, cause);
    }

    Fault at(@Nullable String where) {
        return new Fault(problem, where, className, getCause());
    }

    Fault in(@Nullable String aClass) {
        return new Fault(problem, element, aClass, getCause());
    }

    Fault because(Throwable cause) {
        return new Fault(problem, element, className, cause);
    }

    String problem() {
        return problem;
    }

    @Nullable
    String element() {
        return element;
    }

    @Nullable
    String className() {
        return className;
    }

    @Nullable
    Throwable cause() {
        return getCause();
    }

    /** Returns where and in which class it is, as far as is known, and what it is. */
    String inOneLine() {
        return (element == null ? "" : element + ": ")
                + (className == null ? "" : className + ": ")
                + DeploymentException.oneLine(problem);
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        return message == null || message.isBlank() ? kind : kind + ": " + message;
    }
}
