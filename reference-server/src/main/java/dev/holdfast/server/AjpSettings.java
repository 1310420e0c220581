package dev.holdfast.server;

/**
 * Where the server listens for AJP.
 *
 * <p>Whoever can reach an AJP listener can claim any client address, user name and TLS client certificate. Tomcat answers that with a shared
 * secret (CVE-2020-1938); the present listener knows no secret. It is therefore refused on any address but a loopback one until
 * {@code secretRequired} is set to false, which says that the network in front is trusted.
 *
 * @param address a host name or address literal; default {@code 127.0.0.1}
 * @param port 0 to 65535; 0 takes any free port. Default 8009
 * @param secretRequired whether an address that other machines can reach needs a secret (Tomcat {@code secretRequired}); default true
 */
public record AjpSettings(String address, int port, boolean secretRequired) {
    /** The default of every setting. */
    public static final AjpSettings DEFAULTS = new AjpSettings("127.0.0.1", 8009, true);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public AjpSettings {
        ListenAddress.requirePort(port);
        if (secretRequired && !ListenAddress.isLoopback(address)) {
            throw new IllegalArgumentException("address is " + address
                    + ", but must be a loopback address, because this listener cannot check a secret"
                    + " (ajp.secretRequired=false allows it on a network you trust)");
        }
    }
}
