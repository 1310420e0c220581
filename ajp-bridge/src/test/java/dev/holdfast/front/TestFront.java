package dev.holdfast.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.WorkerUse;
import dev.holdfast.pool.ModJkPoolSettings;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A front on a free port, with mod_jk's pools, before a back end that takes as long, and answers with as much, as the query says. */
final class TestFront implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AjpConnector back;
    private final Gateway gateway;
    private final FrontConnector front;

    /** @param poolSize connections of each child */
    TestFront(MpmSettings mpm, int poolSize) throws IOException {
        back = AjpConnector.builder()
                .bind("127.0.0.1", 0)
                .handler(new BlockingHandler(TestFront::sleep))
                .build();
        back.start();
        gateway =
                gatewayTo(Backend.parse("ajp://127.0.0.1:" + back.localAddress().getPort()), poolSize);
        front = FrontConnector.builder().mpm(mpm).gateway(gateway).build();
        front.start();
    }

    static Gateway gatewayTo(Backend backend, int poolSize) throws IOException {
        return Gateway.builder()
                .member(backend.withPool(ModJkPoolSettings.forThreads(poolSize)), MemberSettings.of("back", null))
                .balancer(ModJkBalancerSettings.DEFAULT)
                .build();
    }

    private static void sleep(HttpServerExchange exchange) throws InterruptedException {
        String[] query = exchange.getQueryString().split("[=&]", -1);
        Thread.sleep(Integer.parseInt(query[1]));
        exchange.getResponseSender().send(query.length > 2 ? "x".repeat(Integer.parseInt(query[3])) : "slept");
    }

    static ConnectionSettings keptFor(Duration idle) {
        return ConnectionSettings.DEFAULT.withKeepAlive(true, idle, 0);
    }

    FrontConnector connector() {
        return front;
    }

    int port() {
        return front.localAddress().getPort();
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    /** Returns how many connections the back end has. */
    long connectionsAtBack() {
        return back.statistics().open();
    }

    int idleWorkers() {
        return front.statistics().counts().idleWorkers();
    }

    int connections() {
        return front.statistics().counts().connections();
    }

    int acceptQueue() {
        return front.acceptQueue();
    }

    Duration time(WorkerUse use) {
        return front.statistics().workerTime().getOrDefault(use, Duration.ZERO);
    }

    static void eventually(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < LIMIT.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        assertThat(condition.getAsBoolean()).as("within " + LIMIT).isTrue();
    }

    @Override
    public void close() {
        front.stop(Duration.ZERO);
        gateway.close();
        back.stop(Duration.ZERO);
    }
}
