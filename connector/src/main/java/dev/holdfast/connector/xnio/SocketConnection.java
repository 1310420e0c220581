package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * A connection on an event loop, and both of its conduits: nothing is held back, so there is nothing to flush.
 *
 * <p>The two addresses of one on a Unix domain socket are port 0 of the loopback address: handlers expect an Internet address, its clients are on this
 * machine, and no TCP connection has that port.
 */
public final class SocketConnection extends StreamConnection
        implements StreamSourceConduit, StreamSinkConduit, SocketUser {
    private static final InetSocketAddress THIS_MACHINE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final LoopSocket socket;
    private volatile @Nullable ReadReadyHandler readHandler;
    private volatile @Nullable WriteReadyHandler writeHandler;
    private volatile @Nullable SocketOptions options;

    /** What the addresses were, for those who ask when the socket is closed and does not know any more. */
    private volatile @Nullable SocketAddress formerPeer;

    private volatile @Nullable SocketAddress formerLocal;

    /** Takes the socket over. */
    SocketConnection(LoopSocket socket) {
        super(socket.loop());
        this.socket = socket;
        setSourceConduit(this);
        setSinkConduit(this);
        socket.use(this);
    }

    /** Takes over a socket for which {@code options} were given; of those it keeps the idle times itself. */
    static SocketConnection of(LoopSocket socket, OptionMap options) throws IOException {
        SocketConnection connection = new SocketConnection(socket);
        connection.keep(Options.READ_TIMEOUT, options);
        connection.keep(Options.WRITE_TIMEOUT, options);
        return connection;
    }

    private void keep(Option<Integer> option, OptionMap given) throws IOException {
        Integer value = given.get(option);
        if (value != null) {
            setOption(option, value);
        }
    }

    /**
     * Gives the socket to {@code sleeper}, which is told when bytes have come; on the loop's thread, with reads resumed and writes suspended.
     * Nothing is left here that anybody may use, except that closing this connection ends the sleeper as the loop's end would.
     *
     * @return false where somebody is closing this connection at this moment
     */
    public boolean sleep(SocketUser sleeper) {
        return socket.pass(sleeper);
    }

    /** Returns the socket, for whoever takes it over. */
    public LoopSocket socket() {
        return socket;
    }

    /** Returns whether the socket alone says all there is to say of the connection, so that it may sleep. */
    public boolean canSleep() {
        return options == null && isOpen() && !isReadShutdown() && !isWriteShutdown() && !isWriteResumed();
    }

    // What the loop tells.

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_READ) != 0) {
            readable();
        }
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            writable();
        }
    }

    private void readable() {
        ReadReadyHandler told = readHandler;
        if (isReadShutdown()) {
            // The socket stays ready for ever.
            suspendReads();
        } else if (told != null) {
            told.readReady();
        }
    }

    private void writable() {
        WriteReadyHandler told = writeHandler;
        if (isWriteShutdown()) {
            suspendWrites();
        } else if (told != null) {
            told.writeReady();
        }
    }

    @Override
    public void loopEnds() {
        IoUtils.safeClose(this);
    }

    // Reading.

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = -1;
        try {
            read = socket.channel().read(target);
        } catch (ClosedChannelException closed) {
            return -1;
        }
        if (read < 0) {
            readsEnded();
        }
        return read;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long read = -1;
        try {
            read = socket.channel().read(targets, offset, length);
        } catch (ClosedChannelException closed) {
            return -1;
        }
        if (read < 0) {
            readsEnded();
        }
        return read;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(socket.channel(), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, throughBuffer, target);
    }

    /** The client has sent its FIN: there is nothing to tell the kernel. */
    private void readsEnded() {
        if (readClosed()) {
            suspendReads();
            tellReader();
        }
    }

    @Override
    public void terminateReads() throws IOException {
        if (!readClosed()) {
            return;
        }
        suspendReads();
        try {
            if (socket.channel().isOpen()) {
                socket.channel().shutdownInput();
            }
        } catch (ClosedChannelException | SocketException closedAlready) {
            // Nothing is left to shut down.
        } finally {
            tellReader();
        }
    }

    private void tellReader() {
        ReadReadyHandler told = readHandler;
        if (told != null) {
            told.terminated();
        }
    }

    @Override
    public void resumeReads() {
        socket.ask(SelectionKey.OP_READ);
    }

    @Override
    public void suspendReads() {
        socket.askNoMore(SelectionKey.OP_READ);
    }

    @Override
    public void wakeupReads() {
        resumeReads();
        enqueue(this::readable);
    }

    @Override
    public boolean isReadResumed() {
        return socket.isAsked(SelectionKey.OP_READ);
    }

    @Override
    public void awaitReadable() throws IOException {
        awaitReadable(0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        Xnio.checkBlockingAllowed();
        if (!isReadShutdown()) {
            SocketWait.await(socket.channel(), SelectionKey.OP_READ, time, unit);
        }
    }

    @Override
    public XnioIoThread getReadThread() {
        return getIoThread();
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        readHandler = handler;
    }

    // Writing.

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return socket.channel().write(bytes);
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return length == 1 ? write(bytes[offset]) : socket.channel().write(bytes, offset, length);
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
        return source.transferTo(position, count, socket.channel());
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
        if (!writeClosed()) {
            return;
        }
        suspendWrites();
        try {
            if (socket.channel().isOpen()) {
                socket.channel().shutdownOutput();
            }
        } catch (ClosedChannelException | SocketException closedAlready) {
            // Nothing is left to shut down.
        } finally {
            tellWriter();
        }
    }

    @Override
    public void truncateWrites() throws IOException {
        terminateWrites();
    }

    private void tellWriter() {
        WriteReadyHandler told = writeHandler;
        if (told != null) {
            told.terminated();
        }
    }

    @Override
    public void resumeWrites() {
        socket.ask(SelectionKey.OP_WRITE);
    }

    @Override
    public void suspendWrites() {
        socket.askNoMore(SelectionKey.OP_WRITE);
    }

    @Override
    public void wakeupWrites() {
        resumeWrites();
        enqueue(this::writable);
    }

    @Override
    public boolean isWriteResumed() {
        return socket.isAsked(SelectionKey.OP_WRITE);
    }

    @Override
    public void awaitWritable() throws IOException {
        awaitWritable(0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        Xnio.checkBlockingAllowed();
        if (!isWriteShutdown()) {
            SocketWait.await(socket.channel(), SelectionKey.OP_WRITE, time, unit);
        }
    }

    @Override
    public XnioIoThread getWriteThread() {
        return getIoThread();
    }

    @Override
    public void setWriteReadyHandler(WriteReadyHandler handler) {
        writeHandler = handler;
    }

    private void enqueue(Runnable notice) {
        try {
            getIoThread().execute(notice);
        } catch (RejectedExecutionException loopIsEnding) {
            IoUtils.safeClose(this);
        }
    }

    // The connection.

    @Override
    public @Nullable SocketAddress getPeerAddress() {
        try {
            return internet(socket.channel().getRemoteAddress());
        } catch (IOException closed) {
            return formerPeer;
        }
    }

    @Override
    public @Nullable SocketAddress getLocalAddress() {
        try {
            return internet(socket.channel().getLocalAddress());
        } catch (IOException closed) {
            return formerLocal;
        }
    }

    private static @Nullable SocketAddress internet(@Nullable SocketAddress address) {
        return address instanceof UnixDomainSocketAddress ? THIS_MACHINE : address;
    }

    /** Returns whether its client came by a Unix domain socket, and so has no address of its own. */
    public boolean isUnix() {
        return getPeerAddress() == THIS_MACHINE;
    }

    /** Of a connection that sleeps, or slept, the socket. */
    @Override
    public boolean isOpen() {
        return super.isOpen() && socket.channel().isOpen();
    }

    @Override
    public boolean supportsOption(Option<?> option) {
        return SocketOptions.supports(option);
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) throws IOException {
        SocketOptions present = options;
        return present == null
                ? SocketOptions.ofSocket(socket.channel(), option)
                : present.get(socket.channel(), option);
    }

    /** Returns the value so far, null for none; so for every option that is not supported, which is ignored. */
    @Override
    public <T> @Nullable T setOption(Option<T> option, @Nullable T value) throws IOException {
        if (!supportsOption(option)) {
            return null;
        }
        return optionsToSet().set(socket.channel(), option, value);
    }

    private synchronized SocketOptions optionsToSet() {
        SocketOptions present = options;
        SocketOptions toSet = present == null ? new SocketOptions() : present;
        options = toSet;
        return toSet;
    }

    @Override
    protected void notifyReadClosed() {
        tellReader();
        super.notifyReadClosed();
    }

    @Override
    protected void notifyWriteClosed() {
        tellWriter();
        super.notifyWriteClosed();
    }

    @Override
    protected void closeAction() throws IOException {
        if (socket.isToBeClosedBy(this)) {
            formerPeer = getPeerAddress();
            formerLocal = getLocalAddress();
            socket.close();
        } else {
            enqueue(socket::endUser);
        }
    }
}
