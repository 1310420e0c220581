package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;

/**
 * XNIO's options of one connection: those of the socket, and its idle times, {@code READ_TIMEOUT} and {@code WRITE_TIMEOUT}, which are kept for
 * those who see to them.
 *
 * <p>Thread-safe.
 */
final class SocketOptions {
    private static final Map<Option<?>, SocketOption<?>> OF_SOCKET = Map.of(
            Options.KEEP_ALIVE, StandardSocketOptions.SO_KEEPALIVE,
            Options.TCP_NODELAY, StandardSocketOptions.TCP_NODELAY,
            Options.RECEIVE_BUFFER, StandardSocketOptions.SO_RCVBUF,
            Options.SEND_BUFFER, StandardSocketOptions.SO_SNDBUF,
            Options.IP_TRAFFIC_CLASS, StandardSocketOptions.IP_TOS);

    private static final Set<Option<?>> KEPT = Set.of(Options.READ_TIMEOUT, Options.WRITE_TIMEOUT);

    private final Map<Option<?>, Object> kept = new ConcurrentHashMap<>(2);

    static boolean supports(Option<?> option) {
        return isOfSocket(option) || KEPT.contains(option) || option == Options.CLOSE_ABORT;
    }

    /** Sets what {@code options} say of a socket. */
    static void apply(SocketChannel socket, OptionMap options) throws IOException {
        apply(socket, options, said(options));
    }

    /** Returns the options of a socket that {@code options} say something of: to walk a map costs more than it holds. */
    static List<Option<?>> said(OptionMap options) {
        List<Option<?>> said = new ArrayList<>();
        for (Option<?> option : options) {
            if (isOfSocket(option) || option == Options.CLOSE_ABORT) {
                said.add(option);
            }
        }
        return said;
    }

    /** Sets {@code said}, a list by {@link #said}. */
    static void apply(SocketChannel socket, OptionMap options, List<Option<?>> said) throws IOException {
        for (int i = 0; i < said.size(); i++) {
            applyOne(socket, options, said.get(i));
        }
    }

    private static <T> void applyOne(SocketChannel socket, OptionMap options, Option<T> option) throws IOException {
        T value = options.get(option);
        if (value != null) {
            setOfSocket(socket, option, value);
        }
    }

    static <T> @Nullable T ofSocket(SocketChannel socket, Option<T> option) throws IOException {
        if (option == Options.CLOSE_ABORT) {
            return option.cast(socket.getOption(StandardSocketOptions.SO_LINGER) == 0);
        }
        SocketOption<?> known = known(socket, option);
        return known == null ? null : option.cast(socket.getOption(known));
    }

    private static <T> void setOfSocket(SocketChannel socket, Option<T> option, T value) throws IOException {
        if (option == Options.CLOSE_ABORT) {
            socket.setOption(StandardSocketOptions.SO_LINGER, Boolean.TRUE.equals(value) ? 0 : -1);
            return;
        }
        SocketOption<?> known = known(socket, option);
        if (known != null) {
            set(socket, known, value);
        }
        SocketOption<?> interval = option == TcpKeepAlive.SECONDS ? called("TCP_KEEPINTERVAL", socket) : null;
        if (interval != null) {
            set(socket, interval, value);
        }
    }

    private static boolean isOfSocket(Option<?> option) {
        return OF_SOCKET.containsKey(option) || option == TcpKeepAlive.SECONDS;
    }

    private static @Nullable SocketOption<?> known(SocketChannel socket, Option<?> option) {
        if (option == TcpKeepAlive.SECONDS) {
            return called("TCP_KEEPIDLE", socket);
        }
        SocketOption<?> standard = OF_SOCKET.get(option);
        return standard != null && socket.supportedOptions().contains(standard) ? standard : null;
    }

    /** The JDK's own options are known by their names, because not every container shows their class. */
    private static @Nullable SocketOption<?> called(String name, SocketChannel socket) {
        for (SocketOption<?> supported : socket.supportedOptions()) {
            if (supported.name().equals(name)) {
                return supported;
            }
        }
        return null;
    }

    /** The table pairs options of the same type. */
    @SuppressWarnings("unchecked")
    private static <T> void set(SocketChannel socket, SocketOption<T> option, Object value) throws IOException {
        socket.setOption(option, (T) value);
    }

    <T> @Nullable T get(SocketChannel socket, Option<T> option) throws IOException {
        return KEPT.contains(option) ? option.cast(kept.get(option)) : ofSocket(socket, option);
    }

    <T> @Nullable T set(SocketChannel socket, Option<T> option, @Nullable T value) throws IOException {
        if (KEPT.contains(option)) {
            return option.cast(value == null ? kept.remove(option) : kept.put(option, value));
        }
        T before = ofSocket(socket, option);
        if (value != null) {
            setOfSocket(socket, option, value);
        }
        return before;
    }
}
