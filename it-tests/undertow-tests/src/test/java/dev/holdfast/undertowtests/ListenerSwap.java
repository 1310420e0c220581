package dev.holdfast.undertowtests;

import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.KeepAliveHeader;
import dev.holdfast.connector.undertow.HoldfastOpenListener;
import io.undertow.server.OpenListener;
import io.undertow.testutils.DefaultServer;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/**
 * Puts Holdfast's listener where the suite's test server keeps its own. The server has just been started: nothing has been accepted, and no
 * test has set an option, a handler or a TLS server on it.
 */
final class ListenerSwap {
    /** As little limited as Undertow's listener is by default; timeouts that no test of the suite reaches. */
    private static final HttpConnectorSettings AS_UNLIMITED_AS_STOCK = HttpConnectorSettings.builder()
            .connectionTimeout(Duration.ofMinutes(2))
            .maxKeepAliveRequests(-1)
            .keepAliveHeader(KeepAliveHeader.NEVER)
            .maxRequestLineSize(1 << 20)
            .maxHttpRequestHeaderSize(1 << 20)
            .maxHeaderCount(200)
            .maxEntitySize(-1)
            .build();

    private static final List<HoldfastOpenListener> INSTALLED = new CopyOnWriteArrayList<>();

    private ListenerSwap() {}

    /** Returns how many requests Holdfast's listeners have read in this process. */
    static long requestsServed() {
        return INSTALLED.stream()
                .mapToLong(listener -> listener.statistics().requests())
                .sum();
    }

    /** Does nothing where Holdfast's listener is in place already: the server outlives a test class. */
    static void install() throws ReflectiveOperationException {
        OpenListener present = (OpenListener) field("openListener").get(null);
        if (present instanceof HoldfastOpenListener) {
            return;
        }
        long accepted = present.getConnectorStatistics().getRequestCount();
        if (accepted != 0) {
            throw new IllegalStateException("the stock listener has already served " + accepted + " requests");
        }
        HoldfastOpenListener ours = new HoldfastOpenListener(
                DefaultServer.getBufferPool(), AS_UNLIMITED_AS_STOCK, present.getUndertowOptions());
        ours.setRootHandler(present.getRootHandler());
        ChannelListener<AcceptingChannel<StreamConnection>> acceptListener = ChannelListeners.openListenerAdapter(ours);
        INSTALLED.add(ours);
        field("openListener").set(null, ours);
        field("acceptListener").set(null, acceptListener);
        server().getAcceptSetter().set(acceptListener);
    }

    @SuppressWarnings("unchecked")
    private static AcceptingChannel<StreamConnection> server() throws ReflectiveOperationException {
        return (AcceptingChannel<StreamConnection>) field("server").get(null);
    }

    private static Field field(String name) throws NoSuchFieldException {
        Field field = DefaultServer.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
