package dev.holdfast.bridge;

import dev.holdfast.time.NanoClock;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A back end as the gateway holds it: its protocol and its connections. */
final class Member {
    private final int number;
    private final Backend backend;
    private final BackendProtocol protocol;
    private final InetSocketAddress address;
    private final ConnectionPool pool;

    /** @param number its place among the gateway's members */
    Member(
            int number,
            Backend backend,
            InetSocketAddress address,
            Duration firewallIdle,
            NanoClock clock,
            Machines machines) {
        this.number = number;
        this.backend = backend;
        this.protocol = backend.newProtocol();
        this.address = address;
        this.pool = new ConnectionPool(backend, protocol, address, firewallIdle, clock, machines);
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
}
