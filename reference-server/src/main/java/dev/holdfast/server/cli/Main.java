package dev.holdfast.server.cli;

/** Where {@code java -jar holdfast.jar} starts. */
public final class Main {
    /** A reading of {@link System#nanoTime()} from when this class, the program's first, was loaded. */
    static final long BEGAN = System.nanoTime();

    /**
     * Whether pools of threads go without a management bean. With one the JVM's whole management is started, a fifth of the time to the first response and
     * 9 MB, for figures that are among the metrics as well.
     */
    private static final String WITHOUT_BEANS = "jboss.threads.eqe.disable-mbean";

    private Main() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        if (System.getProperty(WITHOUT_BEANS) == null) {
            System.setProperty(WITHOUT_BEANS, "true");
        }
        Logs.install();
        System.exit(Cli.run(args));
    }
}
