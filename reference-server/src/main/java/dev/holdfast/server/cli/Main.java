package dev.holdfast.server.cli;

/** Where {@code java -jar holdfast.jar} starts. */
public final class Main {
    /** A reading of {@link System#nanoTime()} from when this class, the program's first, was loaded. */
    static final long BEGAN = System.nanoTime();

    private Main() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        Logs.install();
        System.exit(Cli.run(args));
    }
}
