package dev.holdfast.fidelity;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Takes as long as its user asks for: {@code ?us=}, in microseconds. So the user's draws are the service times, to the last one. */
final class SleepServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int NANOS_PER_MICRO = 1000;
    private static final byte[] ANSWER = {'o', 'k', '\n'};

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long end = System.nanoTime() + Long.parseLong(request.getParameter("us")) * NANOS_PER_MICRO;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        response.setContentType("text/plain");
        response.setContentLength(ANSWER.length);
        response.getOutputStream().write(ANSWER);
    }
}
