package dev.holdfast.bridge;

import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * How back ends are told of the client and of what it asked for the way mod_proxy does it.
 *
 * <p>HTTP back ends: by X-Forwarded-For, -Host and -Server, each behind what the client sent. All else
 * goes on as the client wrote it, X-Forwarded-Proto, Forwarded and Via among it.
 *
 * <p>AJP back ends: the server's name is that which the client asked for, in small letters and without a port, or ServerName where it asked for none,
 * and the server's port is that of the client's connection, whatever was asked for.
 *
 * <p>Attached to an exchange; one without it is treated the gateway's own way.
 *
 * @param added (ProxyAddHeaders) whether the three are added; else they too go on as the client wrote them
 * @param server (ServerName) what X-Forwarded-Server says, or null if that is not known
 * @param asked the host that the client asked for, in small letters, or null if it asked for none
 */
public record HttpdForwarding(
        boolean added, @Nullable String server, @Nullable String asked) {
    /** Where a gateway looks for it. */
    public static final AttachmentKey<HttpdForwarding> KEY = AttachmentKey.create(HttpdForwarding.class);

    /** Returns what holds for a request for {@code name}. */
    public HttpdForwarding withAsked(@Nullable String name) {
        return new HttpdForwarding(added, server, name);
    }
}
