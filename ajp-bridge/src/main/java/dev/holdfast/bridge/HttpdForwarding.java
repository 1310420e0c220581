package dev.holdfast.bridge;

import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * How HTTP back ends are told of the client the way httpd does it: by X-Forwarded-For, -Host and -Server, each behind what the client sent. All else
 * goes on as the client wrote it, X-Forwarded-Proto, Forwarded and Via among it. Attached to an exchange; one without it is treated the gateway's own
 * way.
 *
 * @param added (ProxyAddHeaders) whether the three are added; else they too go on as the client wrote them
 * @param server (ServerName) what X-Forwarded-Server says, or null if that is not known
 */
public record HttpdForwarding(boolean added, @Nullable String server) {
    /** Where a gateway looks for it. */
    public static final AttachmentKey<HttpdForwarding> KEY = AttachmentKey.create(HttpdForwarding.class);
}
