package dev.holdfast.bridge;

import dev.holdfast.time.Deadline;
import io.undertow.util.HeaderMap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is being said on one connection to a back end: a state machine, and the bytes it takes and makes. It does no I/O; whoever leases the
 * connection does, and is the only one to call it.
 */
interface BackendDialog {
    /** {@link #bodyDue} where the back end waits for no body. */
    int NOTHING_DUE = -1;

    /** What the bytes were, and what the driver does next. */
    enum Step {
        /** There is no whole message: read on. */
        MORE,
        /** Done with one that is nothing to the client; there may be another. */
        AGAIN,
        /** The ping was answered. */
        READY,
        /** There is a response before the final one. */
        INTERIM,
        /** Prepare the response's head. */
        HEAD,
        /** Pass {@link #content} to the client. */
        CONTENT,
        /** Pass on what there is, now. */
        FLUSH,
        /** The response is complete; {@link #isReusable} tells what becomes of the connection. */
        END,
        /** The response is complete, and the connection speaks another protocol from here on. */
        UPGRADE,
        /** Close the connection; {@link #failure} says why. */
        FAIL
    }

    /** Returns whether a connection that was idle for {@code idleNanos} must answer a ping before it gets a request. */
    boolean needsPing(long idleNanos);

    /** Begins a ping because {@link #needsPing} says so; returns its bytes. */
    ByteBuffer ping(long idleNanos, long now);

    /** Begins a ping on a connection that is idle and stays so; returns its bytes. */
    ByteBuffer ping(long now);

    /** Begins a request whose head {@link BackendProtocol#encode} has made. */
    void request(ForwardedRequest request, long now);

    /** Begins a request without a body that {@link BackendProtocol#encodeCheck} has made. */
    void request(boolean isHead, long now);

    /**
     * Returns what the back end is to get of the request's body: up to that many bytes at once, of a packet with {@code capacity}; just the
     * end for 0; nothing now for {@link #NOTHING_DUE}.
     */
    int bodyDue(int capacity);

    /** Returns the index in the packet at which a piece of body begins. */
    int bodyStart();

    /** Frames {@code length} bytes of body that lie in the packet from {@link #bodyStart} on; position and limit then enclose what to send. */
    void bodySent(ByteBuffer packet, int length, long now);

    /**
     * Makes the packet that ends a body.
     *
     * @param trailers the client's, or null
     */
    void bodyEnded(ByteBuffer packet, @Nullable HeaderMap trailers, long now);

    /** There is nothing to send of a body that is due: the client is slow, and not the back end. */
    void bodyAwaited();

    /** Returns whether all of the client's body has been sent. */
    boolean isBodyComplete();

    /** Takes what {@code in} holds next, one thing at a time. */
    Step next(ByteBuffer in, long now);

    /** Returns the head that {@link Step#INTERIM}, {@link Step#HEAD} or {@link Step#UPGRADE} answered. */
    ForwardedHead head();

    /** Returns a view of the input, good until that is written to. */
    ByteBuffer content();

    /** The back end closed or reset the connection, and all it sent before has been taken. */
    Step peerClosed(boolean reset, long now);

    /** The driver stopped reading because the client does not keep up. */
    void pause();

    /** The driver reads again. */
    void resume(long now);

    /** Returns when {@link #timeout} is due, {@link Deadline#NONE} for never. */
    long nextDeadline();

    /** Does what is due: FAIL where the back end is late, else AGAIN. */
    Step timeout(long now);

    /** Returns whether the back end sent any of its response: if so, it has seen the request. */
    boolean isAnswered();

    /**
     * Returns for how many nanoseconds a head that came by itself waits for what follows it; 0 where back ends send by itself what is not to
     * wait.
     */
    long headWaitNanos();

    /** Returns whether another request may be sent. */
    boolean isReusable();

    /**
     * Returns why the last answer was FAIL.
     *
     * @throws IllegalStateException if it was not
     */
    BridgeFailure failure();

    /** Returns how the back end broke its protocol, or null. */
    @Nullable
    Enum<?> violation();
}
