package dev.holdfast.connector.undertow;

import dev.holdfast.connector.BodyTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** The body of a request on an HTTP/2 stream, with the time its client has to send it: Undertow waits without end. */
final class StreamBodyConduit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final ClientWait wait;
    private long received;

    StreamBodyConduit(StreamSourceConduit next, ClientWait wait) {
        super(next);
        this.wait = wait;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int read = super.read(dst);
        took(read);
        return read;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long read = super.read(dsts, offset, length);
        took(read);
        return read;
    }

    private void took(long read) {
        if (read == 0) {
            return;
        }
        wait.end();
        if (read > 0) {
            received += read;
            if (isReadResumed()) {
                wait.begin(received);
            }
        }
    }

    @Override
    public void resumeReads() {
        wait.begin(received);
        super.resumeReads();
    }

    @Override
    public void wakeupReads() {
        wait.begin(received);
        super.wakeupReads();
    }

    @Override
    public void suspendReads() {
        wait.end();
        super.suspendReads();
    }

    @Override
    public void terminateReads() throws IOException {
        wait.end();
        super.terminateReads();
    }

    @Override
    public void awaitReadable() throws IOException {
        awaitReadable(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        boolean tooLong = wait.await(
                received,
                Math.max(1, unit.toMillis(time)),
                millis -> next.awaitReadable(millis, TimeUnit.MILLISECONDS));
        if (tooLong) {
            throw new BodyTimeoutException("no more of the request body than " + received + " bytes came in time");
        }
    }
}
