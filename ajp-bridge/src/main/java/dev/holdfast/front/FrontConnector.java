package dev.holdfast.front;

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
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
 * Listens for HTTP/1.1 as an Apache httpd with prefork, worker or event does, in front of a {@link Gateway} of which each child process has its
 * own pools.
 *
 * <p>What is set of connections is what the {@link ConnectionSettings} of the model say; of the {@link HttpConnectorSettings} the sizes of heads
 * and bodies count, {@code restrictedUserAgents} and {@code keepAliveHeader}. Plain HTTP only.
 */
public final class FrontConnector {
    private static final Logger LOG = Logger.getLogger("dev.holdfast.front");
    private static final int BUFFER_SIZE = 16 * 1024;
    private static final int MAX_SPARE_BUFFERS = 1024;
    private static final int SPARE_BUFFERS_OF_A_THREAD = 12;
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration FORCED_CLOSE = Duration.ofSeconds(1);

    private final InetSocketAddress address;
    private final MpmSettings mpm;
    private final Gateway gateway;
    private final HoldfastOpenListener listener;
    private final CountDownLatch childrenGone = new CountDownLatch(1);
    private volatile @Nullable Running running;
    private boolean stopped;

    private FrontConnector(Builder builder, MpmSettings mpm, Gateway gateway) {
        address = new InetSocketAddress(builder.host, builder.port);
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
        private final AcceptingChannel<StreamConnection> server;
        private final MpmDriver driver;
        private final Map<Integer, Gateway> children = new HashMap<>();

        Running() throws IOException {
            worker = HttpConnector.createWorker(OptionMap.builder()
                    .set(Options.WORKER_NAME, "holdfast front")
                    .set(Options.WORKER_IO_THREADS, 1)
                    .getMap());
            thread = worker.getIoThread();
            driver = new MpmDriver(
                    mpm, this, thread, SystemNanoClock.INSTANCE, RandomGenerator.getDefault(), childrenGone::countDown);
            try {
                server = worker.createStreamConnectionServer(
                        address,
                        acceptable -> driver.acceptable(),
                        OptionMap.builder()
                                .set(Options.TCP_NODELAY, true)
                                .set(Options.REUSE_ADDRESSES, true)
                                .set(Options.BACKLOG, mpm.connections().listenBackLog())
                                .getMap());
            } catch (IOException | RuntimeException cannotBind) {
                worker.shutdown();
                throw cannotBind;
            }
        }

        @Override
        public void childStarted(int child) {
            children.put(child, gateway.child());
        }

        /** Those that the deadline has cut short. */
        private void closeChildren() {
            children.values().forEach(Gateway::close);
            children.clear();
        }

        @Override
        public void childExited(int child) {
            Gateway gone = children.remove(child);
            if (gone != null) {
                gone.close();
            }
        }

        @Override
        public void listen(boolean accepting) {
            if (accepting) {
                server.resumeAccepts();
            } else {
                server.suspendAccepts();
            }
        }

        @Override
        public @Nullable GovernedConnection accept(int child, ClientLife client) {
            Gateway own = children.get(child);
            if (own == null) {
                throw new IllegalStateException("no child " + child);
            }
            StreamConnection channel;
            try {
                channel = server.accept();
            } catch (IOException failed) {
                LOG.debugf(failed, "a connection was lost as it was accepted");
                return null;
            }
            return channel == null ? null : listener.govern(channel, handler(own, client), client);
        }

        private HttpHandler handler(Gateway own, ClientLife client) {
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
            IoUtils.safeClose(server);
            driver.drain();
        }
    }

    /**
     * Listens, starts the child processes, and accepts connections.
     *
     * @throws IOException if the address cannot be resolved or bound; the message names it
     * @throws IllegalStateException if the connector is running, or was stopped: it can be started once
     */
    public synchronized void start() throws IOException {
        if (running != null || stopped) {
            throw new IllegalStateException("a front is started once");
        }
        if (address.isUnresolved()) {
            throw new UnknownHostException("cannot listen on " + address.getHostString() + ": no such host");
        }
        try {
            Running started = new Running();
            running = started;
            gateway.watch(started.worker);
            started.thread.execute(started.driver::start);
        } catch (BindException cannotBind) {
            throw new BindException("cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                    + cannotBind.getMessage());
        }
    }

    private Running running() {
        Running present = running;
        if (present == null) {
            throw new IllegalStateException("not started");
        }
        return present;
    }

    /**
     * Returns the address listened on, with the real port where 0 was asked for.
     *
     * @throws IllegalStateException if the connector was not started
     */
    public InetSocketAddress localAddress() {
        return running().server.getLocalAddress(InetSocketAddress.class);
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
        return running().server.isOpen() ? AcceptQueue.length(localAddress().getPort()) : 0;
    }

    /**
     * Stops as httpd's graceful-stop does: closes the listening socket, and waits for the child processes, which end with their connections. With
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
        private String host = "127.0.0.1";
        private int port;
        private HttpConnectorSettings settings = HttpConnectorSettings.DEFAULTS;
        private @Nullable MpmSettings mpm;
        private @Nullable Gateway gateway;

        private Builder() {}

        /**
         * Sets the address to listen on. Default {@code 127.0.0.1} and any free port.
         *
         * @param host a host name or an address literal
         * @param port 0 to 65535; 0 takes any free port, see {@link FrontConnector#localAddress()}
         */
        public Builder bind(String host, int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port is " + port + ", but must be 0 to 65535");
            }
            this.host = host;
            this.port = port;
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
        public Builder gateway(Gateway gateway) {
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
