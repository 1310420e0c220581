package dev.holdfast.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/** A look at whether ports can be had, before anything is done for what listens there. */
final class Ports {
    private Ports() {}

    /**
     * Binds and releases the port.
     *
     * @throws ListenException if it cannot be bound
     */
    static void requireFree(String listener, String address, int port) throws ListenException {
        // A socket that only binds: one that listened, too, would accept connections just to cut them off.
        try (Socket probe = new Socket()) {
            // As a listener has it: connections of an earlier one that linger in TIME_WAIT are no obstacle.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (UnknownHostException e) {
            throw new ListenException(
                    listener, new UnknownHostException("cannot listen on " + address + ": no such host"));
        } catch (IOException e) {
            throw new ListenException(
                    listener, new BindException("cannot listen on " + address + ":" + port + ": " + e.getMessage()));
        }
    }
}
