package dev.holdfast.server;

import dev.holdfast.connector.TlsSettings;

/**
 * Where the server answers HTTP over TLS, beside plain HTTP; all else is as {@link HttpSettings} have it.
 *
 * @param address a host name or address literal
 * @param port 0 to 65535; 0 takes any free port
 * @param tls keys, and what clients must show
 */
public record HttpsSettings(String address, int port, TlsSettings tls) {
    /**
     * Checks the range above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public HttpsSettings {
        ListenAddress.requirePort(port);
    }
}
