package dev.holdfast.connector.undertow;

import java.net.InetSocketAddress;

/**
 * The two ends of a connection as a proxy has told them.
 *
 * @param source the client's
 * @param destination the address that the client connected to
 */
record Endpoints(InetSocketAddress source, InetSocketAddress destination) {}
