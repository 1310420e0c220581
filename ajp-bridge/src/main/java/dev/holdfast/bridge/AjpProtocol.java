package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpClientMachine;
import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.time.Deadline;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** AJP13. */
final class AjpProtocol implements BackendProtocol {
    private static final int PING_ROOM = 16;

    private final Backend backend;
    private final AjpEncoder encoder;
    private final long headWaitNanos;
    private final ByteBuffer ping = ByteBuffer.allocate(PING_ROOM);

    AjpProtocol(Backend backend) {
        this.backend = backend;
        this.encoder = new AjpEncoder(backend.packetSize());
        this.headWaitNanos = Deadline.nanosOf(backend.headWait());
        encoder.encode(new CPing(), ping);
        ping.flip();
    }

    @Override
    public int bufferSize() {
        return backend.packetSize();
    }

    @Override
    public @Nullable BridgeFailure encode(ForwardedRequest request, List<AjpAttribute> choice, ByteBuffer packet) {
        ForwardRequest message = request.ajpMessage(backend.secret(), choice);
        if (message == null) {
            return BridgeFailure.BAD_REQUEST;
        }
        boolean fits = encoder.encode(message, packet.clear());
        packet.flip();
        return fits ? null : BridgeFailure.REQUEST_HEAD_TOO_LARGE;
    }

    @Override
    public void encodeCheck(String method, String uri, List<AjpAttribute> told, InetAddress local, ByteBuffer packet) {
        int query = uri.indexOf('?');
        List<AjpAttribute> attributes = new ArrayList<>(told);
        if (query >= 0) {
            attributes.add(AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, uri.substring(query + 1)));
        }
        String secret = backend.secret();
        if (secret != null) {
            attributes.add(AjpAttribute.of(AjpAttribute.Type.SECRET, secret));
        }
        ForwardRequest message = new ForwardRequest(
                method,
                "HTTP/1.1",
                query < 0 ? uri : uri.substring(0, query),
                local.getHostAddress(),
                local.getHostAddress(),
                backend.host(),
                backend.port(),
                false,
                List.of(new AjpHeader("Host", backend.authority()), new AjpHeader("User-Agent", "holdfast")),
                attributes);
        if (!encoder.encode(message, packet.clear())) {
            throw new IllegalStateException("a request of the gateway's own with a secret that fits no packet");
        }
        packet.flip();
    }

    @Override
    public BackendDialog dialog() {
        return new AjpDialog(new AjpClientMachine(backend.timeouts(), backend.packetSize()), this);
    }

    ByteBuffer ping() {
        return ping.duplicate();
    }

    AjpEncoder encoder() {
        return encoder;
    }

    long headWaitNanos() {
        return headWaitNanos;
    }

    int packetSize() {
        return backend.packetSize();
    }
}
