package dev.holdfast.modjk;

import dev.holdfast.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The workers of {@code worker.list}, in its order.
 *
 * @param workers each with its settings; members of load balancers are with these
 * @param maintain (worker.maintain) how often a pool is tended, if requests arrive; default 60 s
 */
public record JkWorkers(List<JkWorker> workers, Setting<Duration> maintain) {
    /** Copies the list. */
    public JkWorkers {
        workers = List.copyOf(workers);
    }

    /** Returns the worker of that name, which a mount may name. */
    public Optional<JkWorker> worker(String name) {
        return workers.stream().filter(worker -> worker.name().equals(name)).findFirst();
    }
}
