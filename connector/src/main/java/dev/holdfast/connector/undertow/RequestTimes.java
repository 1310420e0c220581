package dev.holdfast.connector.undertow;

import dev.holdfast.connector.RequestRecord;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** When what happened to a request that somebody observes. */
final class RequestTimes {
    private final long waitingSince;
    private final long firstByte;
    private long headRead;
    private long responseStarted = -1;

    RequestTimes(long waitingSince, long firstByte) {
        this.waitingSince = waitingSince;
        this.firstByte = firstByte;
        headRead = firstByte;
    }

    void headRead(long now) {
        headRead = now;
    }

    void responseStarted(long now) {
        responseStarted = now;
    }

    /** Returns the record of a request that is refused at {@code now}, of which nothing else is certain. */
    RequestRecord refused(long connection, int number, int status, @Nullable CloseReason closeReason, long now) {
        return new RequestRecord(
                connection,
                number,
                "-",
                "-",
                status,
                firstByte - waitingSince,
                now - firstByte,
                0,
                0,
                0,
                0,
                closeReason);
    }

    /** Returns the record of a request that ends at {@code now}. */
    RequestRecord record(
            long connection,
            int number,
            HttpServerExchange exchange,
            long bytesReceived,
            long bytesSent,
            @Nullable CloseReason closeReason,
            long now) {
        long started = responseStarted < 0 ? now : responseStarted;
        return new RequestRecord(
                connection,
                number,
                exchange.getRequestMethod().toString(),
                exchange.getRequestURI(),
                exchange.getStatusCode(),
                firstByte - waitingSince,
                headRead - firstByte,
                started - headRead,
                now - started,
                bytesReceived,
                bytesSent,
                closeReason);
    }
}
