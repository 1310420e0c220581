package dev.holdfast.doubles;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A listening socket whose every connection is served on a thread of its own, until all of it is gone. */
final class ScriptedListener implements AutoCloseable {
    /** What happens on one connection; it is closed at the end. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Service service;
    private final Thread acceptor;

    ScriptedListener(Service service) throws IOException {
        this.service = service;
        acceptor = daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /**
     * When this returns, connections are refused and none is open. A thread that is inside {@code accept} keeps the
     * kernel's socket listening after {@code close} has returned, and may still be given a connection: it is waited for.
     */
    @Override
    public void close() throws IOException {
        listener.close();
        boolean interrupted = false;
        while (acceptor.isAlive()) {
            try {
                acceptor.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread unused = daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException gone) {
            // The gateway hung up; what that means is for the test to say.
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-backend");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
