package dev.holdfast.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** GET: 13 bytes, or {@code size} bytes, after sleeping for {@code ms}. POST: answers how many bytes it has read. */
public final class HelloServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String millis = request.getParameter("ms");
        if (millis != null) {
            sleep(Long.parseLong(millis));
        }
        String size = request.getParameter("size");
        answer(response, size == null ? HELLO : new byte[Integer.parseInt(size)]);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long received = 0;
        byte[] buffer = new byte[8192];
        for (int read = request.getInputStream().read(buffer);
                read > 0;
                read = request.getInputStream().read(buffer)) {
            received += read;
        }
        answer(response, Long.toString(received).getBytes(StandardCharsets.US_ASCII));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentType("text/plain");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
