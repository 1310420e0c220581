package dev.holdfast.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What the containers of the tests serve. */
final class TestApp {
    private TestApp() {}

    static void serve(AppCall call) throws IOException {
        String uri = call.uri();
        if (uri.startsWith("/sha")) {
            text(call, sha256(call.input()));
        } else if (uri.startsWith("/echo")) {
            call.input().transferTo(call.output());
        } else if (uri.startsWith("/large/")) {
            large(call, Long.parseLong(uri.substring("/large/".length())));
        } else if (uri.startsWith("/status/")) {
            call.status(Integer.parseInt(uri.substring("/status/".length())));
        } else if (uri.startsWith("/head")) {
            head(call);
        } else if (uri.startsWith("/flush")) {
            flush(call);
        } else if (uri.startsWith("/ignore")) {
            text(call, "ignored");
        } else {
            text(call, info(call));
        }
    }

    static String sha256(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[16384];
            long length = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                length += count;
            }
            return length + " " + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    private static String info(AppCall call) {
        return String.join(
                "\n",
                call.method(),
                call.uri(),
                "query=" + call.query(),
                call.connection(),
                "x-test=" + call.header("X-Test"),
                "upgrade=" + call.header("Upgrade"),
                "connection=" + call.header("Connection"),
                "x-hop=" + call.header("X-Hop"));
    }

    private static void text(AppCall call, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.setHeader("Content-Type", "text/plain");
        call.setHeader("Content-Length", Integer.toString(bytes.length));
        call.output().write(bytes);
    }

    private static void large(AppCall call, long length) throws IOException {
        byte[] block = new byte[65536];
        Arrays.fill(block, (byte) 'x');
        OutputStream out = call.output();
        for (long left = length; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    /** The body only comes once the client, having seen the head, has sent its own. */
    private static void head(AppCall call) throws IOException {
        OutputStream out = call.output();
        out.flush();
        out.write(call.input().readAllBytes());
    }

    /** The second half only comes once the client, having seen the first, has sent its body. */
    private static void flush(AppCall call) throws IOException {
        OutputStream out = call.output();
        out.write("first ".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        byte[] body = call.input().readAllBytes();
        out.write(body);
    }
}
