package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.http1.client.HttpClientMachine;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 in clear. */
final class HttpProtocol implements BackendProtocol {
    /** What a response's head may have, as many servers' own limit is; and what is moved at once of a body. */
    private static final int BUFFER_SIZE = 16 * 1024;

    /** Undertow's limit on header fields, applied to responses. */
    private static final int MAX_FIELDS = 200;

    private final Backend backend;

    HttpProtocol(Backend backend) {
        this.backend = backend;
    }

    @Override
    public int bufferSize() {
        return BUFFER_SIZE;
    }

    @Override
    public @Nullable BridgeFailure encode(ForwardedRequest request, List<AjpAttribute> choice, ByteBuffer packet) {
        return HttpRequestHead.write(request, backend.preserveHost() ? null : backend.authority(), packet.clear());
    }

    @Override
    public void encodeCheck(String method, String uri, List<AjpAttribute> told, InetAddress local, ByteBuffer packet) {
        String head =
                method + " " + uri + " HTTP/1.1\r\nHost: " + backend.authority() + "\r\nUser-Agent: holdfast\r\n\r\n";
        packet.clear().put(head.getBytes(StandardCharsets.US_ASCII)).flip();
    }

    @Override
    public BackendDialog dialog() {
        return new HttpDialog(new HttpClientMachine(backend.timeouts().replyTimeout(), BUFFER_SIZE, MAX_FIELDS));
    }
}
