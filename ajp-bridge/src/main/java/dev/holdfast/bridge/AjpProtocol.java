package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientMachine;
import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** AJP13. */
final class AjpProtocol implements BackendProtocol {
    private static final int PING_ROOM = 16;

    private final Backend backend;
    private final AjpEncoder encoder;
    private final ByteBuffer ping = ByteBuffer.allocate(PING_ROOM);

    AjpProtocol(Backend backend) {
        this.backend = backend;
        this.encoder = new AjpEncoder(backend.packetSize());
        encoder.encode(new CPing(), ping);
        ping.flip();
    }

    @Override
    public int bufferSize() {
        return backend.packetSize();
    }

    @Override
    public @Nullable BridgeFailure encode(ForwardedRequest request, ByteBuffer packet) {
        ForwardRequest message = request.ajpMessage(backend.secret());
        if (message == null) {
            return BridgeFailure.BAD_REQUEST;
        }
        boolean fits = encoder.encode(message, packet.clear());
        packet.flip();
        return fits ? null : BridgeFailure.REQUEST_HEAD_TOO_LARGE;
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

    int packetSize() {
        return backend.packetSize();
    }
}
