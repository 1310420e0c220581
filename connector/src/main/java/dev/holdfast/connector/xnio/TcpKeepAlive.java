package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.channels.Configurable;

/** TCP's own sign of life on a connection over which nothing else goes, early enough for what is between the peers not to forget it. */
public final class TcpKeepAlive {
    /**
     * After how many seconds without traffic one goes out, and again after every so many until there is traffic (TCP_KEEPIDLE and
     * TCP_KEEPINTVL; the system's own are two hours and 75 s as a rule). Sockets of {@link HoldfastXnio} know it where the system does, other
     * transports ignore it.
     */
    public static final Option<Integer> SECONDS = Option.simple(TcpKeepAlive.class, "SECONDS", Integer.class);

    private static final long MAX_SECONDS = 32767;

    private TcpKeepAlive() {}

    /** Returns the options of a connection that is heard of before {@code limit} is over, in whole seconds from 1 to 32767. */
    public static OptionMap within(Duration limit) {
        return OptionMap.create(Options.KEEP_ALIVE, Boolean.TRUE, SECONDS, secondsBefore(limit));
    }

    /** Sets the same on a connection that is there already. */
    public static void within(Duration limit, Configurable connection) throws IOException {
        set(connection, Options.KEEP_ALIVE, Boolean.TRUE);
        set(connection, SECONDS, secondsBefore(limit));
    }

    private static <T> void set(Configurable connection, Option<T> option, T value) throws IOException {
        if (connection.supportsOption(option)) {
            @Nullable T unused = connection.setOption(option, value);
        }
    }

    private static int secondsBefore(Duration limit) {
        return (int) Math.max(
                1, Math.min(MAX_SECONDS, limit.multipliedBy(9).dividedBy(10).toSeconds()));
    }
}
