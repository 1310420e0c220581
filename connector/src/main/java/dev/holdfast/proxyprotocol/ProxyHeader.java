package dev.holdfast.proxyprotocol;

/** What a PROXY header says. */
public sealed interface ProxyHeader {
    /** The two ends of the connection are what they seem: the proxy speaks for itself, or knows no address that a TCP listener has a use for. */
    record Direct() implements ProxyHeader {
        static final Direct INSTANCE = new Direct();
    }

    /**
     * A connection relayed for somebody.
     *
     * @param source the client's address: 4 bytes or 16
     * @param sourcePort 0 to 65535
     * @param destination the address that the client connected to, of the same kind
     * @param destinationPort 0 to 65535
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Relayed(byte[] source, int sourcePort, byte[] destination, int destinationPort) implements ProxyHeader {}
}
