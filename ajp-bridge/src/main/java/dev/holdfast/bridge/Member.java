package dev.holdfast.bridge;

import dev.holdfast.time.NanoClock;
import java.net.InetSocketAddress;

/** A back end as the gateway holds it: its protocol and its connections. */
final class Member {
    private final int number;
    private final Backend backend;
    private final BackendProtocol protocol;
    private final ConnectionPool pool;

    /** @param number its place among the gateway's members */
    Member(int number, Backend backend, InetSocketAddress address, NanoClock clock, Machines machines) {
        this.number = number;
        this.backend = backend;
        this.protocol = backend.newProtocol();
        this.pool = new ConnectionPool(backend, protocol, address, clock, machines);
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
