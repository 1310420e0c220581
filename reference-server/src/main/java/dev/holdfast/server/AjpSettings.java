package dev.holdfast.server;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.ajp.AjpConnectorSettings;

/**
 * Where the server listens for AJP, and how it treats the connections it accepts there.
 *
 * <p>Whoever can reach an AJP listener can claim any client address, user name and TLS client certificate (CVE-2020-1938 made use of it). On
 * any address but a loopback one, front servers therefore have to know a secret, unless {@code secretRequired} is set to false, which says
 * that the network in front is trusted.
 *
 * @param address a host name or address literal; default {@code 127.0.0.1}
 * @param port 0 to 65535; 0 takes any free port. Default 8009
 * @param acceptCount the length of the kernel's accept queue, 1 or more (Tomcat {@code acceptCount}); default 100
 * @param connection the life of a connection, and how far its front is believed
 */
public record AjpSettings(String address, int port, int acceptCount, AjpConnectorSettings connection) {
    /** The default of every setting. */
    public static final AjpSettings DEFAULTS = new AjpSettings("127.0.0.1", 8009, 100, AjpConnectorSettings.DEFAULTS);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public AjpSettings {
        ListenAddress.requirePort(port);
        if (acceptCount < 1) {
            throw new IllegalArgumentException("acceptCount is " + acceptCount + ", but must be 1 or more");
        }
        if (connection.trust().secret() == null
                && connection.trust().secretRequired()
                && !ListenAddress.isLoopback(address)) {
            throw new IllegalArgumentException("address is " + address
                    + ", but must be a loopback address as long as there is no ajp.secret"
                    + " (ajp.secretRequired=false allows it on a network you trust)");
        }
    }

    /** Returns these settings with another port. */
    public AjpSettings withPort(int port) {
        return new AjpSettings(address, port, acceptCount, connection);
    }

    /** Returns a connector's builder that is told all of this, and still needs its handler. */
    AjpConnector.Builder connectorBuilder() {
        return AjpConnector.builder()
                .bind(address, port)
                .acceptCount(acceptCount)
                .settings(connection);
    }
}
