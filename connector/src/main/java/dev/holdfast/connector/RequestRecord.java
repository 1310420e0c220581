package dev.holdfast.connector;

import dev.holdfast.lifetime.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one request. The times follow one another without gap or overlap.
 *
 * @param connection the number of its connection, see {@link ConnectionRecord#number()}
 * @param number which request of its connection it was, from 1; httpd's {@code %k} is one less
 * @param method the method; {@code -} where the request was refused before any handler saw it
 * @param target the request URI as the client sent it, without its query; {@code -} likewise
 * @param status the status of the final response; what would have been sent where the connection broke before
 * @param waitNanos from accept, end of the TLS handshake or end of the last response to the request's first byte
 * @param headNanos from there to the end of the head
 * @param handlerNanos from there to the beginning of the response
 * @param responseNanos from there to the last byte handed to the kernel
 * @param bytesReceived of the body, without its transfer coding
 * @param bytesSent of the response, head included
 * @param closeReason why the connection ended with this request, or null where it did not
 */
public record RequestRecord(
        long connection,
        int number,
        String method,
        String target,
        int status,
        long waitNanos,
        long headNanos,
        long handlerNanos,
        long responseNanos,
        long bytesReceived,
        long bytesSent,
        @Nullable CloseReason closeReason) {}
