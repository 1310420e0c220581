package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpAttribute;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How requests are put to one back end. Any thread may use it. */
interface BackendProtocol {
    /** Returns how many bytes a buffer must have that holds a packet of either direction. */
    int bufferSize();

    /**
     * Puts a request's head into an empty {@code packet}, flipped; returns why it cannot, or null.
     *
     * @param choice what the back end is told of why it was chosen, if its protocol can say it
     */
    @Nullable
    BridgeFailure encode(ForwardedRequest request, List<AjpAttribute> choice, ByteBuffer packet);

    /**
     * Puts a request without a body that is the gateway's own into an empty {@code packet}, flipped.
     *
     * @param told what the back end is told besides, if its protocol can say it
     * @param local who sends it
     */
    void encodeCheck(String method, String uri, List<AjpAttribute> told, InetAddress local, ByteBuffer packet);

    /** Returns what begins on a new connection. */
    BackendDialog dialog();
}
