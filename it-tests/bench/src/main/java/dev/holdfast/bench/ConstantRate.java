package dev.holdfast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Loads a server at a constant rate: {@code ConstantRate URL RATE SECONDS CONNECTIONS [WARM_UP_SECONDS]}, and prints one line.
 *
 * <p>Requests are due at fixed times, whatever the server does, and a latency is the time from there to the end of the response: a server that
 * halts for a second is charged for all requests of that second, not only for the one it was busy with. (wrk2 does so too.)
 */
public final class ConstantRate {
    private static final int MOST_REQUESTS_PER_SECOND = 1_000_000;
    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_CONNECTIONS = 15_000;

    private ConstantRate() {}

    /** What to load, and how; the rate is in requests per second. */
    record Load(URI url, int rate, int seconds, int connections, int warmUpSeconds) {
        /**
         * Reads the words that the program was started with.
         *
         * @throws IllegalArgumentException naming the argument that is wrong, and what is legal
         */
        static Load parse(String... words) {
            Arguments arguments =
                    new Arguments("ConstantRate", "URL RATE SECONDS CONNECTIONS [WARM_UP_SECONDS]", 4, 5, words);
            return new Load(
                    url(arguments),
                    arguments.number(1, "RATE", 1, MOST_REQUESTS_PER_SECOND),
                    arguments.number(2, "SECONDS", 1, MOST_SECONDS),
                    arguments.number(3, "CONNECTIONS", 1, MOST_CONNECTIONS),
                    arguments.number(4, "WARM_UP_SECONDS", 0, MOST_SECONDS, 2));
        }

        private static URI url(Arguments arguments) {
            try {
                URI url = new URI(arguments.word(0));
                if ("http".equals(url.getScheme()) && url.getHost() != null) {
                    return url;
                }
            } catch (URISyntaxException noUrl) {
                // Said below, in the same words as another scheme.
            }
            throw arguments.wrong(0, "URL", "http://HOST[:PORT][/PATH]");
        }
    }

    /** Loads what {@code args} name; a wrong argument ends it with exit code 2, a server that cannot be reached with 1. */
    public static void main(String[] args) {
        Load load = Arguments.orExit(() -> Load.parse(args));
        try (LoadLoop loop = new LoadLoop(load.url(), load.connections())) {
            System.out.println(
                    loop.run(load.rate(), load.warmUpSeconds(), load.seconds()).line(load.rate()));
        } catch (IOException | UncheckedIOException unreachable) {
            System.err.println("ConstantRate: " + load.url() + ": " + unreachable.getMessage());
            System.exit(1);
        }
    }
}
