package dev.holdfast.sim;

import dev.holdfast.scenario.Cpu;
import dev.holdfast.scenario.Scenario;

/** One system in virtual time, with everything that is in it. */
final class World {
    private final Agenda agenda = new Agenda();
    private final Deeds deeds = new Deeds();
    private final Recorder recorder;
    private final Visitors visitors;
    private final Gateway gateway;
    private final Front front;
    private final Processor frontProcessor;
    private final Processor backProcessor;

    World(Scenario scenario, Streams streams) {
        this.recorder = new Recorder(scenario.run().waitingOver().toNanos());
        Cpu cpu = scenario.cpu();
        this.frontProcessor = new Processor(agenda, cpu.cores());
        this.backProcessor = cpu.shared() ? frontProcessor : new Processor(agenda, cpu.cores());
        this.visitors = new Visitors(this, scenario, streams);
        this.gateway = new Gateway(this, scenario);
        long connectNanos = scenario.network().connect().toNanos();
        this.front = scenario.front()
                .<Front>map(mpm -> new HttpdFront(
                        this, mpm, scenario.kernel(), cpu.cores(), connectNanos, streams.of(Streams.Purpose.SYSTEM, 0)))
                .orElseGet(() -> new NativeFront(this, connectNanos));
    }

    void start() {
        front.start(0);
        front.settle(0);
        visitors.start(0);
        front.settle(0);
    }

    void restart() {
        front.restart(agenda.now());
        front.settle(agenda.now());
    }

    /** Lets the next thing happen, unless there is none before {@code end}; then the present becomes {@code end}. */
    boolean step(long end) {
        if (agenda.step(end)) {
            front.settle(agenda.now());
            return true;
        }
        return false;
    }

    /** Notes down what has been added up so far. */
    void slice() {
        long now = agenda.now();
        front.account(now);
        recorder.sums.set(Sum.FRONT_CPU, (long) frontProcessor.busyNanos(now));
        recorder.sums.set(Sum.BACK_CPU, (long) backProcessor.busyNanos(now));
        recorder.slice(now);
    }

    Sample sample(int children, int busy, int idleHeld, int lingering, int idle, int connections, long now) {
        return new Sample(
                now,
                children,
                busy,
                idleHeld,
                lingering,
                idle,
                connections,
                recorder.acceptQueue.value(),
                recorder.ajpOpen.value(),
                recorder.backThreads.value(),
                recorder.sums.of(Sum.COMPLETED));
    }

    /** Returns how much has happened, machines' effects included. */
    long events() {
        return agenda.happened() + deeds.done();
    }

    Agenda agenda() {
        return agenda;
    }

    Deeds deeds() {
        return deeds;
    }

    Recorder recorder() {
        return recorder;
    }

    Visitors visitors() {
        return visitors;
    }

    Gateway gateway() {
        return gateway;
    }

    Front front() {
        return front;
    }

    Processor frontProcessor() {
        return frontProcessor;
    }

    Processor backProcessor() {
        return backProcessor;
    }
}
