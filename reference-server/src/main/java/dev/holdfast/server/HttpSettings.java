package dev.holdfast.server;

import dev.holdfast.connector.HttpConnector;
import dev.holdfast.connector.HttpConnectorSettings;

/**
 * Where the server listens for HTTP, and how it treats the connections it accepts there.
 *
 * @param address a host name or address literal; default {@code 127.0.0.1}
 * @param port 0 to 65535; 0 takes any free port. Default 8080
 * @param acceptCount the length of the kernel's accept queue, 1 or more (Tomcat {@code acceptCount}); default 1000
 * @param connection the life of a connection
 */
public record HttpSettings(String address, int port, int acceptCount, HttpConnectorSettings connection) {
    /** The default of every setting. */
    public static final HttpSettings DEFAULTS =
            new HttpSettings("127.0.0.1", 8080, 1000, HttpConnectorSettings.DEFAULTS);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public HttpSettings {
        ListenAddress.requirePort(port);
        if (acceptCount < 1) {
            throw new IllegalArgumentException("acceptCount is " + acceptCount + ", but must be 1 or more");
        }
    }

    /** Returns these settings with another port. */
    public HttpSettings withPort(int port) {
        return new HttpSettings(address, port, acceptCount, connection);
    }

    /** Returns these settings elsewhere. */
    HttpSettings at(String otherAddress, int otherPort) {
        return new HttpSettings(otherAddress, otherPort, acceptCount, connection);
    }

    /** Returns a connector's builder that is told all of this, and still needs its handler. */
    HttpConnector.Builder connectorBuilder() {
        return HttpConnector.builder()
                .bind(address, port)
                .acceptCount(acceptCount)
                .settings(connection);
    }
}
