package dev.holdfast.server.deploy;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One application could not be deployed, or undeployed.
 *
 * <p>{@link #getMessage()} is one line fit to print: the file, where in it, the class involved, and what is wrong.
 */
public sealed class DeploymentException extends Exception permits ContextPathTakenException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_PROBLEM_LENGTH = 500;

    private final transient Path file;
    private final @Nullable String element;
    private final @Nullable String className;

    DeploymentException(Path file, Fault fault) {
        super(file + ": " + fault.inOneLine(), fault.cause());
        this.file = file;
        this.element = fault.element();
        this.className = fault.className();
    }

    /** Returns the archive or directory that was to be deployed. */
    public Path file() {
        return file;
    }

    /** Returns where inside the archive the cause is, such as {@code WEB-INF/web.xml line 12 <servlet-class>} or an entry's name. */
    public Optional<String> element() {
        return Optional.ofNullable(element);
    }

    /** Returns the binary name of the class the cause is in or about. */
    public Optional<String> className() {
        return Optional.ofNullable(className);
    }

    /** Returns {@code text} with every run of line ends and other control characters as one blank, cut to a length fit for a line. */
    static String oneLine(String text) {
        String flat = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return flat.length() <= MAX_PROBLEM_LENGTH ? flat : flat.substring(0, MAX_PROBLEM_LENGTH) + "...";
    }
}
