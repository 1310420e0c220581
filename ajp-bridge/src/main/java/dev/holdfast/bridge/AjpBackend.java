package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One AJP13 back end and how the front deals with it.
 *
 * @param host a name, an IPv4 address or an IPv6 address without brackets
 * @param port 1 to 65535; {@value #DEFAULT_PORT} where a URI names none
 * @param secret sent with every request, or null; a container with a secret answers 403 without it
 * @param packetSize bytes of a packet, 8192 (default) to 65536; must be the container's own packetSize or max-ajp-packet-size
 * @param pool how many connections
 * @param timeouts how long to wait for the container
 */
public record AjpBackend(
        String host, int port, @Nullable String secret, int packetSize, PoolSettings pool, AjpClientTimeouts timeouts) {
    /** The port registered for AJP13, and every container's default. */
    public static final int DEFAULT_PORT = 8009;

    private static final int MAX_PORT = 65535;
    private static final String LEGAL_FORM = "; write ajp://HOST, ajp://HOST:PORT or ajp://[IPV6]:PORT";

    /** @throws IllegalArgumentException naming the component that is out of range */
    public AjpBackend {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host must not be empty");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port must be 1 to " + MAX_PORT + ": " + port);
        }
        AjpPacket.requireSize(packetSize);
    }

    /**
     * Returns the back end at {@code uri}, with every other setting at its default.
     *
     * @param uri {@code ajp://HOST[:PORT]}; an IPv6 address in brackets
     * @throws IllegalArgumentException with one line that quotes {@code uri}, says what is wrong with it and names the legal form
     */
    public static AjpBackend parse(String uri) {
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException malformed) {
            throw illegal(uri, "is not a URI");
        }
        String scheme = parsed.getScheme();
        if (scheme == null || !scheme.toLowerCase(Locale.ROOT).equals("ajp")) {
            throw illegal(uri, "does not begin with ajp://");
        }
        if (parsed.getRawUserInfo() != null) {
            throw illegal(uri, "has a user, which AJP does not know");
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
        int port = parsed.getPort() == -1 ? DEFAULT_PORT : parsed.getPort();
        if (port < 1 || port > MAX_PORT) {
            throw illegal(uri, "has port " + port + ", which is not 1 to " + MAX_PORT);
        }
        String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new AjpBackend(
                address, port, null, AjpPacket.DEFAULT_SIZE, NativePoolSettings.DEFAULT, AjpClientTimeouts.DEFAULT);
    }

    /** Returns this back end with a secret, or without one for null. */
    public AjpBackend withSecret(@Nullable String newSecret) {
        return new AjpBackend(host, port, newSecret, packetSize, pool, timeouts);
    }

    /** Returns this back end with another packet size. */
    public AjpBackend withPacketSize(int newPacketSize) {
        return new AjpBackend(host, port, secret, newPacketSize, pool, timeouts);
    }

    /** Returns this back end with other pool settings. */
    public AjpBackend withPool(PoolSettings newPool) {
        return new AjpBackend(host, port, secret, packetSize, newPool, timeouts);
    }

    /** Returns this back end with other timeouts. */
    public AjpBackend withTimeouts(AjpClientTimeouts newTimeouts) {
        return new AjpBackend(host, port, secret, packetSize, pool, newTimeouts);
    }

    /** Returns the URI, with its port, and without the secret: fit for a log. */
    @Override
    public String toString() {
        return "ajp://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static IllegalArgumentException illegal(String uri, String what) {
        return new IllegalArgumentException("back end '" + uri + "' " + what + LEGAL_FORM);
    }
}
