package dev.holdfast.server;

/**
 * Where the server answers questions about itself. It asks nobody who they are, so only a loopback address is accepted.
 *
 * @param address a host name or address literal of this machine's loopback interface; default {@code 127.0.0.1}
 * @param port 0 to 65535; 0 takes any free port. Default 9990
 */
public record AdminSettings(String address, int port) {
    /** The default of every setting. */
    public static final AdminSettings DEFAULTS = new AdminSettings("127.0.0.1", 9990);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public AdminSettings {
        ListenAddress.requirePort(port);
        if (!ListenAddress.isLoopback(address)) {
            throw new IllegalArgumentException("address is " + address
                    + ", but must be a loopback address, because the admin endpoint asks for no password");
        }
    }
}
