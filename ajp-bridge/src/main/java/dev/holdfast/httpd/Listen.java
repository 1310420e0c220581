package dev.holdfast.httpd;

import dev.holdfast.config.Origin;

/**
 * An address that httpd listens on.
 *
 * @param address an IP address, IPv6 without brackets; empty for all
 * @param port 1 to 65535
 * @param protocol {@code http}, or {@code https} by default on port 443
 */
public record Listen(String address, int port, String protocol, Origin origin) {}
