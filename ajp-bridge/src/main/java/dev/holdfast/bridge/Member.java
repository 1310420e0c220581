package dev.holdfast.bridge;

import dev.holdfast.pool.PoolSettings;
import dev.holdfast.pool.Recovery;
import dev.holdfast.pool.SharedBusy;
import dev.holdfast.time.NanoClock;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A back end as the gateway holds it: its protocol and its connections. */
final class Member {
    private final int number;
    private final Backend backend;
    private final BackendProtocol protocol;
    private final InetSocketAddress address;
    private final Duration firewallIdle;
    private final NanoClock clock;
    private final Machines machines;
    private final SharedBusy busy;
    private final ConnectionPool pool;
    private final Recovery recovery;
    private final HeadWaits headWaits;

    /** @param number its place among the gateway's members */
    Member(
            int number,
            Backend backend,
            InetSocketAddress address,
            Duration firewallIdle,
            NanoClock clock,
            Machines machines) {
        this(number, backend, address, firewallIdle, clock, machines, new SharedBusy());
    }

    private Member(
            int number,
            Backend backend,
            InetSocketAddress address,
            Duration firewallIdle,
            NanoClock clock,
            Machines machines,
            SharedBusy busy) {
        this.number = number;
        this.backend = backend;
        this.protocol = backend.newProtocol();
        this.address = address;
        this.firewallIdle = firewallIdle;
        this.clock = clock;
        this.machines = machines;
        this.busy = busy;
        this.pool = new ConnectionPool(backend, protocol, address, firewallIdle, clock, machines, busy);
        this.recovery = backend.recovery();
        this.headWaits = new HeadWaits(clock);
    }

    /** Returns another pool to the same back end. */
    ConnectionPool anotherPool(PoolSettings settings) {
        return new ConnectionPool(
                backend.withPool(settings), protocol, address, firewallIdle, clock, Machines.PLAIN, new SharedBusy());
    }

    /** Returns the same back end as another child process has it: with a pool of its own. */
    Member child() {
        return new Member(number, backend, address, firewallIdle, clock, machines, busy);
    }

    int number() {
        return number;
    }

    Backend backend() {
        return backend;
    }

    BackendProtocol protocol() {
        return protocol;
    }

    InetSocketAddress address() {
        return address;
    }

    ConnectionPool pool() {
        return pool;
    }

    Recovery recovery() {
        return recovery;
    }

    HeadWaits headWaits() {
        return headWaits;
    }
}
