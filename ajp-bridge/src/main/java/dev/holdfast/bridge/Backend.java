package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.pool.Recovery;
import dev.holdfast.time.TimeText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One back end and how the front deals with it.
 *
 * @param protocol what it speaks
 * @param host a name, an IPv4 address or an IPv6 address without brackets
 * @param port 1 to 65535; 8009 for AJP and 80 for HTTP where a URI names none
 * @param secret sent with every AJP request, or null; a container with a secret answers 403 without it
 * @param packetSize bytes of an AJP packet, 8192 (default) to 65536; must be the container's own packetSize or max-ajp-packet-size
 * @param pool how many connections
 * @param timeouts how long to wait for it; HTTP knows no ping
 * @param preserveHost (ProxyPreserveHost) whether it sees the client's Host; default true. Else an HTTP back end sees its own address there, and
 *     the client's in X-Forwarded-Host; AJP knows no other than the client's
 * @param headWait (flushwait) how long an AJP response's head that came alone waits for what follows it, 0 (not at all) or more; default 10 ms, as
 *     mod_proxy_ajp's. A container that flushes lets it go on at once; an HTTP back end's never waits.
 *     With mod_proxy's flushpackets=off it waits for ever
 */
public record Backend(
        Protocol protocol,
        String host,
        int port,
        @Nullable String secret,
        int packetSize,
        PoolSettings pool,
        AjpClientTimeouts timeouts,
        boolean preserveHost,
        Duration headWait) {
    /** What a back end can speak. */
    public enum Protocol {
        /** AJP13; port 8009 where none is named, which is registered for it and every container's default. */
        AJP(8009),
        /** HTTP/1.1 in clear; port 80 where none is named. */
        HTTP(80);

        private final int defaultPort;

        Protocol(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        private String scheme() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** See {@code headWait}. */
    public static final Duration DEFAULT_HEAD_WAIT = Duration.ofMillis(10);

    private static final int MAX_PORT = 65535;
    private static final String LEGAL_FORM =
            "; write ajp://HOST[:PORT] or http://HOST[:PORT], an IPv6 address in brackets";

    /** @throws IllegalArgumentException naming the component that is out of range */
    public Backend {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host must not be empty");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port must be 1 to " + MAX_PORT + ": " + port);
        }
        AjpPacket.requireSize(packetSize);
        if (headWait.isNegative()) {
            throw new IllegalArgumentException("headWait must be 0 or more: " + TimeText.of(headWait));
        }
    }

    /**
     * Returns the back end at {@code uri}, with every other setting at its default.
     *
     * @param uri {@code ajp://HOST[:PORT]} or {@code http://HOST[:PORT]}; an IPv6 address in brackets
     * @throws IllegalArgumentException with one line that quotes {@code uri}, says what is wrong with it and names the legal form
     */
    public static Backend parse(String uri) {
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException malformed) {
            throw illegal(uri, "is not a URI");
        }
        Protocol protocol = protocol(parsed.getScheme());
        if (protocol == null) {
            throw illegal(uri, "begins with neither ajp:// nor http://");
        }
        if (parsed.getRawUserInfo() != null) {
            throw illegal(uri, "has a user, which is the client's own affair");
        }
        if (parsed.getRawQuery() != null || parsed.getRawFragment() != null) {
            throw illegal(uri, "has a query or a fragment, which a back end does not have");
        }
        String path = parsed.getRawPath();
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            throw illegal(uri, "has the path " + path + ", but requests keep their own path");
        }
        String host = parsed.getHost();
        if (host == null) {
            throw illegal(uri, "names no valid host and port");
        }
        int port = parsed.getPort() == -1 ? protocol.defaultPort : parsed.getPort();
        if (port < 1 || port > MAX_PORT) {
            throw illegal(uri, "has port " + port + ", which is not 1 to " + MAX_PORT);
        }
        String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Backend(
                protocol,
                address,
                port,
                null,
                AjpPacket.DEFAULT_SIZE,
                NativePoolSettings.DEFAULT,
                AjpClientTimeouts.DEFAULT,
                true,
                DEFAULT_HEAD_WAIT);
    }

    BackendProtocol newProtocol() {
        return switch (protocol) {
            case AJP -> new AjpProtocol(this);
            case HTTP -> new HttpProtocol(this);
        };
    }

    Recovery recovery() {
        boolean ajp = protocol == Protocol.AJP;
        return pool.recovery(ajp, ajp && !timeouts.prepostTimeout().isZero());
    }

    /** Returns this back end with a secret, or without one for null. */
    public Backend withSecret(@Nullable String newSecret) {
        return new Backend(protocol, host, port, newSecret, packetSize, pool, timeouts, preserveHost, headWait);
    }

    /** Returns this back end with another packet size. */
    public Backend withPacketSize(int newPacketSize) {
        return new Backend(protocol, host, port, secret, newPacketSize, pool, timeouts, preserveHost, headWait);
    }

    /** Returns this back end with other pool settings. */
    public Backend withPool(PoolSettings newPool) {
        return new Backend(protocol, host, port, secret, packetSize, newPool, timeouts, preserveHost, headWait);
    }

    /** Returns this back end with other timeouts. */
    public Backend withTimeouts(AjpClientTimeouts newTimeouts) {
        return new Backend(protocol, host, port, secret, packetSize, pool, newTimeouts, preserveHost, headWait);
    }

    /** Returns this back end with another {@code preserveHost}. */
    public Backend withPreserveHost(boolean newPreserveHost) {
        return new Backend(protocol, host, port, secret, packetSize, pool, timeouts, newPreserveHost, headWait);
    }

    /** Returns this back end with another {@code headWait}. */
    public Backend withHeadWait(Duration newHeadWait) {
        return new Backend(protocol, host, port, secret, packetSize, pool, timeouts, preserveHost, newHeadWait);
    }

    /** Returns host and port as the Host field has them: without the port that is HTTP's own. */
    String authority() {
        return literal() + (port == Protocol.HTTP.defaultPort ? "" : ":" + port);
    }

    private String literal() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Returns the URI, with its port, and without the secret: fit for a log. */
    @Override
    public String toString() {
        return protocol.scheme() + "://" + literal() + ":" + port;
    }

    private static @Nullable Protocol protocol(@Nullable String scheme) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.scheme().equalsIgnoreCase(scheme)) {
                return protocol;
            }
        }
        return null;
    }

    private static IllegalArgumentException illegal(String uri, String what) {
        return new IllegalArgumentException("back end '" + uri + "' " + what + LEGAL_FORM);
    }
}
