package dev.holdfast.bridge.compare;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A response.
 *
 * @param interim statuses of the 1xx responses before it
 * @param fields in the order of the wire
 * @param body without its framing; a character is a byte
 * @param framing length, chunked, close or none
 */
record Answer(List<Integer> interim, int status, List<Field> fields, String body, String framing) {
    private static final int MAX_BODY = 16 << 20;
    private static final int MAX_LINE = 65_536;
    private static final int MAX_FIELDS = 1000;

    /** A field of the head. */
    record Field(String name, String value) {}

    /** Reads one. */
    static Answer read(InputStream stream, String method) throws IOException {
        InputStream in = new BufferedInputStream(stream);
        List<Integer> interim = new ArrayList<>();
        int status = status(line(in));
        List<Field> fields = fields(in);
        while (status < 200) {
            interim.add(status);
            status = status(line(in));
            fields = fields(in);
        }
        boolean none = method.equals("HEAD") || status == 204 || status == 304;
        String coding = first(fields, "transfer-encoding");
        String length = first(fields, "content-length");
        if (none) {
            return new Answer(interim, status, fields, "", "none");
        }
        if (coding.equalsIgnoreCase("chunked")) {
            return new Answer(interim, status, fields, chunked(in), "chunked");
        }
        if (!length.isEmpty()) {
            return new Answer(interim, status, fields, bytes(in, number(length, 10)), "length");
        }
        byte[] rest = in.readNBytes(MAX_BODY);
        return new Answer(interim, status, fields, new String(rest, StandardCharsets.ISO_8859_1), "close");
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.1 [1-5]\\d\\d .*")) {
            throw new IOException("not a response: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static List<Field> fields(InputStream in) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0 || fields.size() == MAX_FIELDS) {
                throw new IOException("not a head: " + line);
            }
            fields.add(new Field(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    private static String first(List<Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().toLowerCase(Locale.ROOT).equals(name))
                .map(Field::value)
                .findFirst()
                .orElse("");
    }

    private static String chunked(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.append(bytes(in, size));
            line(in);
            if (body.length() > MAX_BODY) {
                throw new IOException("a body of more than " + MAX_BODY + " bytes");
            }
        }
        List<Field> unusedTrailers = fields(in);
        return body.toString();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return number(line(in).split(";", -1)[0].strip(), 16);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            int number = Integer.parseInt(text, radix);
            if (number >= 0 && number <= MAX_BODY) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            throw new IOException("not a length: " + text, malformed);
        }
        throw new IOException("a body of more than " + MAX_BODY + " bytes");
    }

    private static String bytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int value = in.read(); value != '\n'; value = in.read()) {
            if (value < 0) {
                throw new EOFException("the connection ended in the head");
            }
            if (line.size() == MAX_LINE) {
                throw new IOException("a line of more than " + MAX_LINE + " bytes");
            }
            line.write(value);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
