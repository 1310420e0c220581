package dev.holdfast.bench;

/** {@code KIND PORT [WORKERS [IO]]}, what every server here is started with; 16 worker threads and 2 I/O threads where nothing is said. */
record ServerArguments<K extends Enum<K>>(K kind, int port, int workers, int ioThreads) {
    static final String LOOPBACK = "127.0.0.1";

    /** What all servers are set to alike, as far as they have it. */
    static final int ACCEPT_COUNT = 1000;

    static final int MAX_CONNECTIONS = 100_000;
    static final int KEEP_ALIVE_TIMEOUT_MILLIS = 120_000;

    private static final int MOST_THREADS = 10_000;

    /**
     * Reads the words that {@code program} was started with.
     *
     * @throws IllegalArgumentException naming the argument that is wrong, and what is legal
     */
    static <K extends Enum<K>> ServerArguments<K> parse(String program, Class<K> kinds, String... words) {
        String usage = Arguments.names(kinds, "|") + " PORT [WORKERS [IO]]";
        Arguments arguments = new Arguments(program, usage, 2, 4, words);
        return new ServerArguments<>(
                arguments.oneOf(0, "KIND", kinds),
                arguments.number(1, "PORT", 1, 65_535),
                arguments.number(2, "WORKERS", 1, MOST_THREADS, 16),
                arguments.number(3, "IO", 1, MOST_THREADS, 2));
    }

    /** Tells whoever started the server, by a line that begins with {@code up}, that it listens. */
    void sayUp() {
        System.out.println(
                "up " + Arguments.name(kind) + " pid " + ProcessHandle.current().pid());
    }
}
