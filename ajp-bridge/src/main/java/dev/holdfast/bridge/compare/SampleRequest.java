package dev.holdfast.bridge.compare;

import java.util.List;

/**
 * A request that is put to both back ends.
 *
 * @param name for the report
 * @param target path and query as they go on the wire
 * @param fields whole lines without their end, besides Host and Connection
 * @param body as it goes on the wire, chunks and trailers included; a character is a byte
 * @param tls whether the front says that it came over TLS, from a client with a certificate
 */
record SampleRequest(String name, String method, String target, List<String> fields, String body, boolean tls) {
    SampleRequest {
        fields = List.copyOf(fields);
    }

    /** Without a body. */
    static SampleRequest of(String name, String method, String target, String... fields) {
        return new SampleRequest(name, method, target, List.of(fields), "", false);
    }

    SampleRequest overTls() {
        return new SampleRequest(name, method, target, fields, body, true);
    }

    SampleRequest withBody(String newBody) {
        return new SampleRequest(name, method, target, fields, newBody, tls);
    }

    /** Returns the bytes that a client sends. */
    String onTheWire(String host) {
        StringBuilder out = new StringBuilder();
        out.append(method)
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\n");
        fields.forEach(field -> out.append(field).append("\r\n"));
        if (tls) {
            out.append(TwinFront.TLS).append(": 1\r\n");
        }
        return out.append("Connection: close\r\n\r\n").append(body).toString();
    }
}
