package dev.holdfast.it.soak;

import dev.holdfast.it.OriginHandlers;
import dev.holdfast.it.Pattern;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/** A request to {@link OriginHandlers}, and what its answer has to be. */
sealed interface Ask {
    /** Returns the request's bytes. */
    byte[] bytes();

    /** Returns whether {@code response} is the right one, whole. */
    boolean isAnsweredBy(ResponseReader.Response response);

    /** Answered on the I/O thread. */
    record Hello() implements Ask {
        @Override
        public byte[] bytes() {
            return ascii("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
        }

        @Override
        public boolean isAnsweredBy(ResponseReader.Response response) {
            return response.status() == 200 && response.text().equals("hello") && response.length() == 5;
        }
    }

    /** A download from a worker thread. */
    record Download(boolean chunked, int length) implements Ask {
        @Override
        public byte[] bytes() {
            return ascii("GET /" + (chunked ? "chunked" : "sized") + "/" + length + " HTTP/1.1\r\nHost: h\r\n\r\n");
        }

        @Override
        public boolean isAnsweredBy(ResponseReader.Response response) {
            return response.status() == 200 && response.length() == length && response.pattern();
        }
    }

    /** An upload, read on the I/O thread or sent back from a worker thread. */
    record Upload(boolean echo, boolean chunked, int length) implements Ask {
        @Override
        public byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(ascii("POST /" + (echo ? "echo" : "length") + " HTTP/1.1\r\nHost: h\r\n"));
            byte[] body = Pattern.bytes(length);
            if (chunked) {
                bytes.writeBytes(ascii("Transfer-Encoding: chunked\r\n\r\n"));
                int half = length / 2;
                chunk(bytes, body, 0, half);
                chunk(bytes, body, half, length - half);
                bytes.writeBytes(ascii("0\r\n\r\n"));
            } else {
                bytes.writeBytes(ascii("Content-Length: " + length + "\r\n\r\n"));
                bytes.writeBytes(body);
            }
            return bytes.toByteArray();
        }

        private static void chunk(ByteArrayOutputStream bytes, byte[] body, int offset, int count) {
            if (count > 0) {
                bytes.writeBytes(ascii(String.format(Locale.ROOT, "%x\r\n", count)));
                bytes.write(body, offset, count);
                bytes.writeBytes(ascii("\r\n"));
            }
        }

        @Override
        public boolean isAnsweredBy(ResponseReader.Response response) {
            return response.status() == 200
                    && (echo
                            ? response.length() == length && response.pattern()
                            : response.text().equals(String.valueOf(length)));
        }
    }

    /** Returns one of them all, most of them small. */
    static Ask any(Random random) {
        int length = random.nextInt(random.nextInt(8) == 0 ? 60_000 : 3_000);
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Hello();
            case 2 -> new Download(random.nextBoolean(), length);
            case 3 -> new Upload(false, random.nextBoolean(), length);
            default -> new Upload(true, random.nextBoolean(), length);
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
