package dev.holdfast.bridge.httpd;

import dev.holdfast.config.Origin;
import java.time.Duration;

/**
 * An address that is listened on, and how connections are treated there: as the host says that answers where no name fits.
 *
 * @param address an IP address; {@code 0.0.0.0} for all
 * @param port 1 to 65535
 * @param backlog (ListenBackLog) the length of the kernel's queue
 * @param keepAlive (KeepAlive) whether connections outlive a response
 * @param keepAliveTimeout (KeepAliveTimeout) how long a connection waits for the next request
 * @param maxKeepAliveRequests (MaxKeepAliveRequests) how many requests may follow the first on a connection; 0 is any number
 * @param headTimeout (RequestReadTimeout header=, else Timeout) how long the head of a request may take; above zero
 * @param timeout (Timeout) between two reads of a body and two writes; above zero
 */
public record SiteListener(
        String address,
        int port,
        int backlog,
        boolean keepAlive,
        Duration keepAliveTimeout,
        int maxKeepAliveRequests,
        Duration headTimeout,
        Duration timeout,
        Origin origin) {}
