package dev.holdfast.bridge;

import dev.holdfast.pool.SharedBusy;
import dev.holdfast.time.NanoClock;
import java.net.InetSocketAddress;

/** A back end as the gateway holds it: its protocol and its connections. */
final class Member {
    private final int number;
    private final Backend backend;
    private final BackendProtocol protocol;
    private final InetSocketAddress address;
    private final NanoClock clock;
    private final SharedBusy busy;
    private final ConnectionPool pool;

    /** @param number its place among the gateway's members */
    Member(int number, Backend backend, InetSocketAddress address, NanoClock clock) {
        this(number, backend, address, clock, new SharedBusy());
    }

    private Member(int number, Backend backend, InetSocketAddress address, NanoClock clock, SharedBusy busy) {
        this.number = number;
        this.backend = backend;
        this.protocol = backend.newProtocol();
        this.address = address;
        this.clock = clock;
        this.busy = busy;
        this.pool = new ConnectionPool(backend, protocol, address, clock, busy);
    }

    /** Returns the same back end as another child process has it: with a pool of its own. */
    Member child() {
        return new Member(number, backend, address, clock, busy);
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

    ConnectionPool pool() {
        return pool;
    }
}
