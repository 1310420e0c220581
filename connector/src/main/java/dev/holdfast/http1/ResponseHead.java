package dev.holdfast.http1;

import java.util.List;

/**
 * A parsed response head (RFC 9112 section 4).
 *
 * @param version the version to take the connection for
 * @param status 100 to 999
 * @param reason the reason phrase, which may be empty
 * @param fields in order, repeated names allowed
 */
public record ResponseHead(HttpVersion version, int status, String reason, List<Field> fields) {
    /**
     * A field line.
     *
     * @param name case kept
     * @param value without the white space around it, each byte one character (ISO 8859-1)
     */
    public record Field(String name, String value) {}

    public ResponseHead {
        fields = List.copyOf(fields);
    }
}
