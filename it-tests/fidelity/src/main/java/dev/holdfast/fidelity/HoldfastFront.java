package dev.holdfast.fidelity;

import dev.holdfast.balance.MemberSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.front.FrontConnector;
import dev.holdfast.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway with one of its fronts, as {@code holdfast bridge --front} has it, in this process. */
final class HoldfastFront implements LiveFront {
    private final FrontConnector connector;

    private HoldfastFront(FrontConnector connector) {
        this.connector = connector;
    }

    static HoldfastFront start(Scenario scenario, List<Integer> backs) throws IOException {
        Gateway.Builder gateway = Gateway.builder();
        scenario.forwarding().balancer().ifPresent(gateway::balancer);
        for (int port : backs) {
            Backend backend = Backend.parse("ajp://127.0.0.1:" + port)
                    .withPool(scenario.forwarding().pool())
                    .withTimeouts(scenario.forwarding().timeouts());
            gateway.member(
                    backend,
                    MemberSettings.of("back" + port, null)
                            .withRetry(scenario.back().retry()));
        }
        FrontConnector connector = FrontConnector.builder()
                .bind("127.0.0.1", 0)
                .mpm(scenario.front().orElseThrow())
                .gateway(gateway.build())
                .build();
        connector.start();
        return new HoldfastFront(connector);
    }

    @Override
    public int port() {
        return connector.localAddress().getPort();
    }

    @Override
    public Optional<Path> log() {
        return Optional.empty();
    }

    @Override
    public void restart() {
        throw new UnsupportedOperationException("the gateway's front does not restart");
    }

    @Override
    public void close() {
        connector.stop(Duration.ZERO);
    }
}
