package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/** What the client sends, as XNIO wants to read it. */
final class UnixSourceConduit implements StreamSourceConduit {
    private final UnixStreamConnection connection;
    private final SocketChannel socket;
    private final Readiness readiness;
    private volatile @Nullable ReadReadyHandler handler;

    UnixSourceConduit(UnixStreamConnection connection, SocketChannel socket, SelectionKey key) {
        this.connection = connection;
        this.socket = socket;
        readiness = new Readiness(connection.getIoThread(), key, SelectionKey.OP_READ, this::callHandler, connection);
    }

    Readiness readiness() {
        return readiness;
    }

    private void callHandler() {
        if (isReadShutdown()) {
            // The socket stays ready for ever.
            suspendReads();
        }
        ReadReadyHandler told = handler;
        if (told != null) {
            told.readReady();
        }
    }

    void tellOfEnd() {
        ReadReadyHandler told = handler;
        if (told != null) {
            told.terminated();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = -1;
        try {
            read = socket.read(target);
        } catch (ClosedChannelException closed) {
            return -1;
        }
        if (read < 0) {
            terminateReads();
        }
        return read;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long read = -1;
        try {
            read = socket.read(targets, offset, length);
        } catch (ClosedChannelException closed) {
            return -1;
        }
        if (read < 0) {
            terminateReads();
        }
        return read;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(socket, position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, throughBuffer, target);
    }

    @Override
    public void terminateReads() throws IOException {
        if (!connection.readClosed()) {
            return;
        }
        suspendReads();
        try {
            if (socket.isOpen()) {
                socket.shutdownInput();
            }
        } catch (ClosedChannelException | SocketException closedAlready) {
            // Nothing is left to shut down.
        } finally {
            tellOfEnd();
        }
    }

    @Override
    public boolean isReadShutdown() {
        return connection.isReadShutdown();
    }

    @Override
    public void resumeReads() {
        readiness.resume();
    }

    @Override
    public void suspendReads() {
        readiness.suspend();
    }

    @Override
    public void wakeupReads() {
        readiness.wakeup();
    }

    @Override
    public boolean isReadResumed() {
        return readiness.isResumed();
    }

    @Override
    public void awaitReadable() throws IOException {
        Xnio.checkBlockingAllowed();
        if (!isReadShutdown()) {
            readiness.await();
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        Xnio.checkBlockingAllowed();
        if (!isReadShutdown()) {
            readiness.await(time, unit);
        }
    }

    @Override
    public XnioIoThread getReadThread() {
        return connection.getIoThread();
    }

    @Override
    public XnioWorker getWorker() {
        return connection.getWorker();
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        this.handler = handler;
    }
}
