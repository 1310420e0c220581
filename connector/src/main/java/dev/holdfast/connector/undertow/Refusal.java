package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HttpViolation;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The response to a request that no handler sees. */
final class Refusal {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Refusal() {}

    static ByteBuffer response(HttpViolation violation) {
        String statusLine = violation.status() + " " + StatusCodes.getReason(violation.status());
        String body = statusLine + ": " + violation + "\n";
        String head = "HTTP/1.1 " + statusLine + "\r\nDate: " + IMF_FIXDATE.format(Instant.now())
                + "\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n";
        return ByteBuffer.wrap((head + body).getBytes(StandardCharsets.US_ASCII));
    }
}
