package dev.holdfast.server.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Tells SIGTERM from SIGINT, which shutdown hooks cannot. The one way Java has is {@code sun.misc.Signal} of the module jdk.unsupported; it is
 * reached by reflection because the compiler lets nobody name it without a warning, and a runtime may come without it.
 */
final class TermSignal {
    /** 128 and the number of SIGTERM, as a shell and the JVM itself would exit. */
    private static final int EXIT_CODE = 143;

    private TermSignal() {}

    /** Runs {@code before} at SIGTERM and then lets the JVM exit as it would have. Does nothing where the runtime has no way to tell. */
    static void beforeExit(Runnable before) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                before.run();
                // Not on this thread: it would wait for the hooks, and no second signal could be handled.
                new Thread(() -> System.exit(EXIT_CODE), "holdfast-term").start();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> "SIGTERM";
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object term = signal.getConstructor(String.class).newInstance("TERM");
            Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, handler);
            signal.getMethod("handle", signal, handlerType).invoke(null, term, proxy);
        } catch (ReflectiveOperationException | RuntimeException noWayToTell) {
            // The JVM was started with -Xrs, or without jdk.unsupported: SIGTERM stops as SIGINT does.
        }
    }
}
