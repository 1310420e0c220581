package dev.holdfast.server;

import org.jspecify.annotations.Nullable;

/**
 * Where the server listens for AJP.
 *
 * <p>Whoever can reach an AJP listener can claim any client address, user name and TLS client certificate (CVE-2020-1938 made use of it). On
 * any address but a loopback one, front servers therefore have to know a secret, unless {@code secretRequired} is set to false, which says
 * that the network in front is trusted.
 *
 * @param address a host name or address literal; default {@code 127.0.0.1}
 * @param port 0 to 65535; 0 takes any free port. Default 8009
 * @param secret what every front server must send (mod_jk {@code secret}, mod_proxy_ajp {@code secret=}); requests without it are answered
 *     403. Not empty, or null to ask for none, which is the default. One process knows one secret: Undertow keeps it for the whole JVM
 * @param secretRequired whether an address that other machines can reach needs a secret (Tomcat {@code secretRequired}); default true
 */
public record AjpSettings(
        String address, int port, @Nullable String secret, boolean secretRequired) {
    /** The default of every setting. */
    public static final AjpSettings DEFAULTS = new AjpSettings("127.0.0.1", 8009, null, true);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public AjpSettings {
        ListenAddress.requirePort(port);
        if (secret != null && secret.isEmpty()) {
            throw new IllegalArgumentException("secret is \"\", but must be not empty");
        }
        if (secret == null && secretRequired && !ListenAddress.isLoopback(address)) {
            throw new IllegalArgumentException("address is " + address
                    + ", but must be a loopback address as long as there is no ajp.secret"
                    + " (ajp.secretRequired=false allows it on a network you trust)");
        }
    }

    /** Returns these settings with another port. */
    public AjpSettings withPort(int port) {
        return new AjpSettings(address, port, secret, secretRequired);
    }

    /** Does not tell the secret. */
    @Override
    public String toString() {
        return "AjpSettings[address=" + address + ", port=" + port + ", secret=" + (secret == null ? "none" : "given")
                + ", secretRequired=" + secretRequired + "]";
    }
}
