package dev.holdfast.demo;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers after {@code ?ms=} milliseconds (1 to 60000, default 1000), while holding the connection but no thread. */
@WebServlet(urlPatterns = "/slow", asyncSupported = true)
public final class Slow extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_MILLIS = 60_000;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int millis = millis(request.getParameter("ms"));
        if (millis < 1 || millis > LONGEST_MILLIS) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "ms must be 1 to " + LONGEST_MILLIS);
            return;
        }
        AsyncContext held = request.startAsync();
        held.setTimeout(millis);
        held.addListener(new AnswerOnTimeout(millis));
    }

    private static int millis(String text) {
        try {
            return text == null ? 1000 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private record AnswerOnTimeout(int millis) implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            AsyncContext held = event.getAsyncContext();
            held.getResponse().setContentType("text/plain;charset=UTF-8");
            held.getResponse().getWriter().println("answered after " + millis + " ms");
            held.complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {
            event.getAsyncContext().complete();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
