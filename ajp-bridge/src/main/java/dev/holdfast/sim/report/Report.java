package dev.holdfast.sim.report;

import dev.holdfast.sim.Failure;
import dev.holdfast.sim.Part;
import dev.holdfast.sim.Sample;
import dev.holdfast.sim.stats.Estimate;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a simulation found. Times are in milliseconds where nothing else is said; of several replications, counts are the mean of one.
 *
 * @param regime whether there is a steady state
 * @param throughput requests answered in a second
 * @param tester what the users waited
 * @param front what httpd's %D would say
 * @param back what the back end's access log would say
 * @param waitingFraction which part of the requests took longer than run.waitingOver
 * @param waitingMean what those took
 * @param parts what {@code tester}'s mean consists of
 * @param workers worker-seconds by use
 * @param acceptQueue the listen queue's mean length
 * @param acceptQueueMax its greatest
 * @param refused connects refused
 * @param synDrops SYNs dropped
 * @param resets requests whose connection was closed under them
 * @param failures requests that failed, by cause
 * @param unfinished requests not answered at the end, over all replications
 * @param starved those of them that had waited for half of the run, over all replications
 * @param ajpConnections AJP connections open, in the mean
 * @param ajpConnectionsMax the most
 * @param memberErrorSeconds for how long members of the balancer were in error, added up
 * @param bottleneck what most of the waiting is for
 * @param utilisation how much of each resource is used, from 0 to 1
 * @param observed for how long each replication was observed, its warm-up not included
 * @param warmup of the first replication
 * @param replications how many there were
 * @param requests requests answered, over all replications
 * @param events what happened, over all replications
 * @param wall how long it took
 * @param series the first replication's state, as often as it was asked for
 * @param notes what the reader should know
 */
public record Report(
        Regime regime,
        Estimate throughput,
        Latency tester,
        Latency front,
        Latency back,
        Estimate waitingFraction,
        Estimate waitingMean,
        Map<Part, Estimate> parts,
        Map<Workers, Estimate> workers,
        Estimate acceptQueue,
        long acceptQueueMax,
        Estimate refused,
        Estimate synDrops,
        Estimate resets,
        Map<Failure, Estimate> failures,
        int unfinished,
        int starved,
        Estimate ajpConnections,
        long ajpConnectionsMax,
        Estimate memberErrorSeconds,
        Bottleneck bottleneck,
        Map<Resource, Double> utilisation,
        Duration observed,
        Duration warmup,
        int replications,
        long requests,
        long events,
        Duration wall,
        List<Sample> series,
        List<String> notes) {

    /** Whether there is a steady state that a longer run would tell more of. */
    public enum Regime {
        /** There is. */
        STABLE("stable"),
        /** More arrives than is answered: what waits grows, or what is full turns requests away. */
        UNSTABLE("unstable"),
        /** Some of a fixed number of users are not answered: their requests had waited for half of what was observed when it ended. */
        STARVING("starving"),
        /** For more than half of the time event accepts no connection although a fifth of its workers or more are idle. */
        STALLED("stalled");

        private final String text;

        Regime(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What workers are used for. */
    public enum Workers {
        /** A request. */
        BUSY("busy"),
        /** A connection without a request. */
        IDLE_HELD("idleHeld"),
        /** A connection whose user's FIN is waited for. */
        LINGERING("lingering"),
        /** Nothing. */
        IDLE("idle");

        private final String text;

        Workers(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What there is a limited number of. */
    public enum Resource {
        /** The front's workers. */
        FRONT_WORKERS("frontWorkers"),
        /** The AJP connections of the pools. */
        POOL("pool"),
        /** The back ends' threads. */
        BACK_THREADS("backThreads"),
        /** The processors. */
        CPU("cpu");

        private final String text;

        Resource(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What requests wait for. */
    public enum Bottleneck {
        /** Nothing worth mentioning. */
        NONE("none"),
        /** A worker of the front's. */
        FRONT_WORKERS("front workers"),
        /** That the front takes more connections, though it has workers with nothing to do. */
        FRONT_CONNECTIONS("front connections"),
        /** A connection of the pool's. */
        POOL("pool"),
        /** A thread of the back end's. */
        BACK_THREADS("back threads"),
        /** A processor. */
        CPU("cpu");

        private final String text;

        Bottleneck(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
