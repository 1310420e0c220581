package dev.holdfast.ajp13;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of AJP13. The protocol's two directions share no message, so each has its own sealed family. */
public sealed interface AjpMessage {
    /** What the front sends. */
    sealed interface FromFront extends AjpMessage {}

    /** What the container sends. */
    sealed interface FromContainer extends AjpMessage {}

    /**
     * A request without its body.
     *
     * @param method the HTTP method; sent as a code where AJP13 has one, else as stored_method
     * @param protocol such as {@code HTTP/1.1}
     * @param requestUri the raw path, without the query
     * @param remoteAddr the client's address
     * @param remoteHost the client's name, or null
     * @param serverName the host the client asked for
     * @param serverPort 0 to 65535
     * @param secure whether the client's connection is TLS
     * @param headers in order, repeated names allowed
     * @param attributes without {@code stored_method}, which the codec derives from {@code method}
     */
    record ForwardRequest(
            String method,
            String protocol,
            String requestUri,
            String remoteAddr,
            @Nullable String remoteHost,
            String serverName,
            int serverPort,
            boolean secure,
            List<AjpHeader> headers,
            List<AjpAttribute> attributes)
            implements FromFront {
        public ForwardRequest {
            headers = List.copyOf(headers);
            attributes = List.copyOf(attributes);
        }
    }

    /**
     * A piece of a request's body; an empty one is its end.
     *
     * @param data a view of the decoder's input, good until that input is written to
     */
    record RequestBodyChunk(ByteBuffer data) implements FromFront {}

    /** The front asks whether the container is alive. */
    record CPing() implements FromFront {}

    /**
     * The head of a response.
     *
     * @param status 200 to 999
     * @param message the reason phrase, or null
     * @param headers in order, repeated names allowed, all {@link AjpHeader#isValid valid}
     */
    record SendHeaders(int status, @Nullable String message, List<AjpHeader> headers) implements FromContainer {
        public SendHeaders {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A piece of a response's body; an empty one asks the front to flush.
     *
     * @param data a view of the decoder's input, good until that input is written to
     */
    record SendBodyChunk(ByteBuffer data) implements FromContainer {}

    /**
     * The end of a response.
     *
     * @param reuse whether the container will serve another request on this connection
     */
    record EndResponse(boolean reuse) implements FromContainer {}

    /**
     * The container asks for more of the request's body.
     *
     * @param requestedLength how many bytes at most, 0 to 65535
     */
    record GetBodyChunk(int requestedLength) implements FromContainer {}

    /** The container is alive. What that proves differs: Tomcat answers on a request thread, Undertow on an I/O thread. */
    record CPong() implements FromContainer {}
}
