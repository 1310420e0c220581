package dev.holdfast.bench;

import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.LifetimeSettings;
import dev.holdfast.lifetime.Next;
import dev.holdfast.lifetime.TransferLimits;
import dev.holdfast.time.Deadline;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to keep the books of one request on a persistent connection: four events. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConnectionMachineBenchmark {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final TransferLimits PATIENT = new TransferLimits(20 * SECOND, 0);

    private final ConnectionMachine machine = new ConnectionMachine(
            new LifetimeSettings(
                    20 * SECOND,
                    10 * SECOND,
                    5 * SECOND,
                    Deadline.NONE,
                    2 * SECOND,
                    PATIENT,
                    PATIENT,
                    LifetimeSettings.UNLIMITED),
            0);
    private long now;

    /** One request, from its first byte to the end of its response. */
    @Benchmark
    public Next request() {
        now++;
        machine.bytesArrived(now);
        machine.headRead(null, now);
        machine.responseStarted(now);
        return machine.responseFlushed(false, now);
    }
}
