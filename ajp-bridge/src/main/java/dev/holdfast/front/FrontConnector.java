package dev.holdfast.front;

import dev.holdfast.bridge.Forwarder;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.KeepAlivePolicyKind;
import dev.holdfast.connector.WorkerModel;
import dev.holdfast.connector.undertow.GovernedConnection;
import dev.holdfast.connector.undertow.HoldfastOpenListener;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmMachine;
import dev.holdfast.mpm.MpmSettings;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * Listens for HTTP/1.1 as an Apache httpd with prefork, worker or event does, in front of a {@link Forwarder} of which each child process has
 * its own pools.
 *
 * <p>What is set of connections is what the {@link ConnectionSettings} of the model say; of the {@link HttpConnectorSettings} the sizes of heads
 * and bodies count, {@code restrictedUserAgents} and {@code keepAliveHeader}. Plain HTTP only.
 */
public final class FrontConnector {
    private static final Logger LOG = Logger.getLogger("dev.holdfast.front");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int BUFFER_SIZE = 16 * 1024;
    private static final int MAX_SPARE_BUFFERS = 1024;
    private static final int SPARE_BUFFERS_OF_A_THREAD = 12;
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration FORCED_CLOSE = Duration.ofSeconds(1);

    private final List<InetSocketAddress> addresses;
    private final MpmSettings mpm;
    private final Forwarder gateway;
    private final HoldfastOpenListener listener;
    private final CountDownLatch childrenGone = new CountDownLatch(1);
    private volatile @Nullable Running running;
    private boolean stopped;

    private FrontConnector(Builder builder, MpmSettings mpm, Forwarder gateway) {
        addresses = builder.addresses.isEmpty() ? List.of(ANY_PORT) : List.copyOf(builder.addresses);
        this.mpm = mpm;
        this.gateway = gateway;
        listener = new HoldfastOpenListener(
                new DefaultByteBufferPool(true, BUFFER_SIZE, MAX_SPARE_BUFFERS, SPARE_BUFFERS_OF_A_THREAD),
                settings(builder.settings, mpm.connections()),
                OptionMap.EMPTY);
    }

    /** The machine times all waits between requests, so the connector's own timers never fire; Timeout is that of a request's body too. */
    private static HttpConnectorSettings settings(HttpConnectorSettings given, ConnectionSettings connections) {
        return HttpConnectorSettings.builder()
                .settings(given)
                .connectionTimeout(NEVER)
                .keepAliveTimeout(NEVER)
                .lingerTimeout(NEVER)
                .maxConnectionAge(Duration.ZERO)
                .bodyReadTimeout(connections.timeout())
                .minRequestDataRate(0)
                .writeTimeout(connections.timeout())
                .minResponseDataRate(0)
                .keepAlive(true)
                .maxKeepAliveRequests(-1)
                .keepAlivePolicy(KeepAlivePolicyKind.FIXED)
                .maxConnections(-1)
                .maxConnectionsPerAddress(-1)
                .workerModel(WorkerModel.EVENT)
                .virtualThreads(false)
                .http2(false)
                .h2c(false)
                .proxyProtocol(false)
                .build();
    }

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** What there is from start to stop. */
    private final class Running implements FrontEffects {
        private final XnioWorker worker;
        private final XnioIoThread thread;
        private final List<AcceptingChannel<StreamConnection>> servers = new ArrayList<>();
        private final MpmDriver driver;
        private final Map<Integer, Forwarder> children = new HashMap<>();
        /** Of {@link #servers}: where a connection is looked for first, so that none has to wait for ever. */
        private int nextServer;

        Running() throws IOException {
            worker = HttpConnector.createWorker(OptionMap.builder()
                    .set(Options.WORKER_NAME, "holdfast front")
                    .set(Options.WORKER_IO_THREADS, 1)
                    .getMap());
            thread = worker.getIoThread();
            driver = new MpmDriver(
                    mpm, this, thread, SystemNanoClock.INSTANCE, RandomGenerator.getDefault(), childrenGone::countDown);
            try {
                for (InetSocketAddress address : addresses) {
                    servers.add(open(address));
                }
            } catch (IOException | RuntimeException cannotBind) {
                servers.forEach(IoUtils::safeClose);
                worker.shutdown();
                throw cannotBind;
            }
        }

        private AcceptingChannel<StreamConnection> open(InetSocketAddress address) throws IOException {
            try {
                return worker.createStreamConnectionServer(
                        address,
                        acceptable -> driver.acceptable(),
                        OptionMap.builder()
                                .set(Options.TCP_NODELAY, true)
                                .set(Options.REUSE_ADDRESSES, true)
                                .set(Options.BACKLOG, mpm.connections().listenBackLog())
                                .getMap());
            } catch (BindException cannotBind) {
                throw new BindException("cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                        + cannotBind.getMessage());
            }
        }

        @Override
        public void childStarted(int child) {
            children.put(child, gateway.child());
        }

        /** Those that the deadline has cut short. */
        private void closeChildren() {
            children.values().forEach(Forwarder::close);
            children.clear();
        }

        @Override
        public void childExited(int child) {
            Forwarder gone = children.remove(child);
            if (gone != null) {
                gone.close();
            }
        }

        @Override
        public void listen(boolean accepting) {
            if (accepting) {
                servers.forEach(AcceptingChannel::resumeAccepts);
            } else {
                servers.forEach(AcceptingChannel::suspendAccepts);
            }
        }

        @Override
        public @Nullable GovernedConnection accept(int child, ClientLife client) {
            Forwarder own = children.get(child);
            if (own == null) {
                throw new IllegalStateException("no child " + child);
            }
            StreamConnection channel;
            try {
                channel = next();
            } catch (IOException failed) {
                LOG.debugf(failed, "a connection was lost as it was accepted");
                return null;
            }
            return channel == null ? null : listener.govern(channel, handler(own, client), client);
        }

        /** Returns a connection of the first listening socket in turn that has one, or null. */
        private @Nullable StreamConnection next() throws IOException {
            for (int i = 0; i < servers.size(); i++) {
                AcceptingChannel<StreamConnection> server = servers.get(nextServer);
                nextServer = (nextServer + 1) % servers.size();
                StreamConnection channel = server.accept();
                if (channel != null) {
                    return channel;
                }
            }
            return null;
        }

        private HttpHandler handler(Forwarder own, ClientLife client) {
            // Only event frees a worker when a response waits for its client.
            Runnable complete = mpm instanceof EventSettings ? client::responseComplete : null;
            return exchange -> {
                exchange.addResponseWrapper((factory, answered) -> new SetAsideConduit(factory.create()));
                exchange.addResponseCommitListener(answered -> {
                    if (MpmMachine.dropsConnection(answered.getStatusCode())) {
                        answered.setPersistent(false);
                    }
                });
                if (complete != null) {
                    exchange.putAttachment(Gateway.RESPONSE_COMPLETE, complete);
                }
                own.handleRequest(exchange);
            };
        }

        void drain() {
            servers.forEach(IoUtils::safeClose);
            driver.drain();
        }
    }

    /**
     * Listens, starts the child processes, and accepts connections.
     *
     * @throws IOException if an address cannot be resolved or bound; the message names it, and none is listened on
     * @throws IllegalStateException if the connector is running, or was stopped: it can be started once
     */
    public synchronized void start() throws IOException {
        if (running != null || stopped) {
            throw new IllegalStateException("a front is started once");
        }
        for (InetSocketAddress address : addresses) {
            if (address.isUnresolved()) {
                throw new UnknownHostException("cannot listen on " + address.getHostString() + ": no such host");
            }
        }
        Running started = new Running();
        running = started;
        gateway.watch(started.worker);
        started.thread.execute(started.driver::start);
    }

    private Running running() {
        Running present = running;
        if (present == null) {
            throw new IllegalStateException("not started");
        }
        return present;
    }

    /**
     * Returns the first address listened on, with the real port where 0 was asked for.
     *
     * @throws IllegalStateException if the connector was not started
     */
    public InetSocketAddress localAddress() {
        return localAddresses().get(0);
    }

    /**
     * Returns all addresses listened on, in the order in which they were given.
     *
     * @throws IllegalStateException if the connector was not started
     */
    public List<InetSocketAddress> localAddresses() {
        List<InetSocketAddress> all = new ArrayList<>();
        running().servers.forEach(server -> all.add(server.getLocalAddress(InetSocketAddress.class)));
        return all;
    }

    /**
     * Returns what the front holds and did.
     *
     * @throws IllegalStateException if the connector was not started
     */
    public FrontStatistics statistics() {
        Running present = running();
        return new FrontStatistics(present.driver.counts(), present.driver.workerTime(), listener.statistics());
    }

    /**
     * Returns how many connections wait in the kernel, or -1 where the system does not say, as others than Linux. It reads the table of all
     * sockets, which takes milliseconds.
     *
     * @throws IllegalStateException if the connector was not started
     */
    public int acceptQueue() {
        Set<Integer> ports = new LinkedHashSet<>();
        for (AcceptingChannel<StreamConnection> server : running().servers) {
            if (server.isOpen()) {
                ports.add(server.getLocalAddress(InetSocketAddress.class).getPort());
            }
        }
        int sum = 0;
        for (int port : ports) {
            int length = AcceptQueue.length(port);
            if (length == AcceptQueue.UNKNOWN) {
                return length;
            }
            sum += length;
        }
        return sum;
    }

    /**
     * Stops as httpd's graceful-stop does: closes the listening sockets, and waits for the child processes, which end with their connections. With
     * prefork and worker an idle connection ends with its KeepAliveTimeout. Does nothing where the connector is not running.
     *
     * @param deadline after that, 0 or more, what is left is cut off, if the GracefulShutdownTimeout has not done so before; interrupting the
     *     caller ends the wait early
     */
    public synchronized void stop(Duration deadline) {
        Running present = running;
        if (present == null || stopped) {
            stopped = true;
            return;
        }
        stopped = true;
        try {
            present.thread.execute(present::drain);
            if (!childrenGone.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                listener.closeConnections();
                boolean unused = listener.awaitNoneOpen(FORCED_CLOSE);
            }
        } catch (InterruptedException giveUpWaiting) {
            listener.closeConnections();
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException endedAlready) {
            LOG.debug("the front's I/O thread has ended before it was stopped");
        }
        try {
            present.thread.execute(present::closeChildren);
        } catch (RejectedExecutionException endedAlready) {
            LOG.debug("the front's I/O thread has ended, and its connections with it");
        }
        present.worker.shutdown();
    }

    /** Collects the settings of a connector. */
    public static final class Builder {
        private final List<InetSocketAddress> addresses = new ArrayList<>();
        private HttpConnectorSettings settings = HttpConnectorSettings.DEFAULTS;
        private @Nullable MpmSettings mpm;
        private @Nullable Forwarder gateway;

        private Builder() {}

        /**
         * Adds an address to listen on; {@code 127.0.0.1} and any free port where there is none.
         *
         * @param host a host name or an address literal
         * @param port 0 to 65535; 0 takes any free port, see {@link FrontConnector#localAddress()}
         */
        public Builder bind(String host, int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port is " + port + ", but must be 0 to 65535");
            }
            addresses.add(new InetSocketAddress(host, port));
            return this;
        }

        /** Sets the limits of requests; {@link HttpConnectorSettings#DEFAULTS} unless set. */
        public Builder settings(HttpConnectorSettings settings) {
            this.settings = settings;
            return this;
        }

        /** Sets the model. Required. */
        public Builder mpm(MpmSettings mpm) {
            this.mpm = mpm;
            return this;
        }

        /** Sets whose children answer; it stays the caller's to close. Required. */
        public Builder gateway(Forwarder gateway) {
            this.gateway = gateway;
            return this;
        }

        /**
         * Builds the connector.
         *
         * @throws IllegalStateException if the model or the gateway is missing
         */
        public FrontConnector build() {
            if (mpm == null || gateway == null) {
                throw new IllegalStateException("a front needs a model and a gateway");
            }
            return new FrontConnector(this, mpm, gateway);
        }
    }
}
