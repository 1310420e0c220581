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
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.WriteReadyHandler;

/** What is sent to the client, as XNIO wants to write it. Nothing is held back, so there is nothing to flush. */
final class UnixSinkConduit implements StreamSinkConduit {
    private final UnixStreamConnection connection;
    private final SocketChannel socket;
    private final Readiness readiness;
    private volatile @Nullable WriteReadyHandler handler;

    UnixSinkConduit(UnixStreamConnection connection, SocketChannel socket, SelectionKey key) {
        this.connection = connection;
        this.socket = socket;
        readiness = new Readiness(connection.getIoThread(), key, SelectionKey.OP_WRITE, this::callHandler, connection);
    }

    Readiness readiness() {
        return readiness;
    }

    private void callHandler() {
        if (isWriteShutdown()) {
            // The socket stays ready for ever.
            suspendWrites();
        }
        WriteReadyHandler told = handler;
        if (told != null) {
            told.writeReady();
        }
    }

    void tellOfEnd() {
        WriteReadyHandler told = handler;
        if (told != null) {
            told.terminated();
        }
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return socket.write(bytes);
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return socket.write(bytes, offset, length);
    }

    @Override
    public int writeFinal(ByteBuffer bytes) throws IOException {
        return Conduits.writeFinalBasic(this, bytes);
    }

    @Override
    public long writeFinal(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, bytes, offset, length);
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        return source.transferTo(position, count, socket);
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        return Conduits.transfer(source, count, throughBuffer, this);
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public void terminateWrites() throws IOException {
        if (!connection.writeClosed()) {
            return;
        }
        suspendWrites();
        try {
            if (socket.isOpen()) {
                socket.shutdownOutput();
            }
        } catch (ClosedChannelException | SocketException closedAlready) {
            // Nothing is left to shut down.
        } finally {
            tellOfEnd();
        }
    }

    @Override
    public void truncateWrites() throws IOException {
        terminateWrites();
    }

    @Override
    public boolean isWriteShutdown() {
        return connection.isWriteShutdown();
    }

    @Override
    public void resumeWrites() {
        readiness.resume();
    }

    @Override
    public void suspendWrites() {
        readiness.suspend();
    }

    @Override
    public void wakeupWrites() {
        readiness.wakeup();
    }

    @Override
    public boolean isWriteResumed() {
        return readiness.isResumed();
    }

    @Override
    public void awaitWritable() throws IOException {
        Xnio.checkBlockingAllowed();
        if (!isWriteShutdown()) {
            readiness.await();
        }
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        Xnio.checkBlockingAllowed();
        if (!isWriteShutdown()) {
            readiness.await(time, unit);
        }
    }

    @Override
    public XnioIoThread getWriteThread() {
        return connection.getIoThread();
    }

    @Override
    public XnioWorker getWorker() {
        return connection.getWorker();
    }

    @Override
    public void setWriteReadyHandler(WriteReadyHandler handler) {
        this.handler = handler;
    }
}
