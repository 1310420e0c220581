package dev.holdfast.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** An address whose kernel drops every SYN, as a firewall or a host that is gone does: nobody accepts, and the listen queue is full. Of Linux. */
final class BlackHole implements AutoCloseable {
    private static final int QUEUE = 1;
    private static final int PATIENCE_MILLIS = 500;

    private final ServerSocket listener = new ServerSocket(0, QUEUE, InetAddress.getLoopbackAddress());
    private final List<Socket> queue = new ArrayList<>();

    BlackHole() throws IOException {
        boolean room = true;
        while (room) {
            room = take();
        }
    }

    private boolean take() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(listener.getInetAddress(), port()), PATIENCE_MILLIS);
            queue.add(socket);
            return true;
        } catch (SocketTimeoutException full) {
            socket.close();
            return false;
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Lets those in who wait, and everybody after them; they are closed at once. */
    void open() {
        Thread thread = new Thread(
                () -> {
                    while (!listener.isClosed()) {
                        try {
                            listener.accept().close();
                        } catch (IOException closed) {
                            return;
                        }
                    }
                },
                "black-hole");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : queue) {
            socket.close();
        }
    }
}
