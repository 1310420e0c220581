package dev.holdfast.server.deploy;

import java.util.Arrays;

/** Where a thread is, for whoever has waited for it in vain. */
final class StackPlace {
    private StackPlace() {}

    /** Returns the innermost frame of the code of the application at {@code location}, if there is one, else the innermost of all. */
    static String of(Thread thread, String location) {
        StackTraceElement[] stack = thread.getStackTrace();
        return Arrays.stream(stack)
                .filter(frame -> location.equals(frame.getClassLoaderName()))
                .findFirst()
                .or(() -> Arrays.stream(stack).findFirst())
                .map(StackTraceElement::toString)
                .orElse("its end");
    }
}
