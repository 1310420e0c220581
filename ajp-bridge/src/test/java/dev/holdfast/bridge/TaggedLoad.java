package dev.holdfast.bridge;

import dev.holdfast.doubles.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that ask all the time, each request with a tag that its answer must have, and write down what became of each. */
final class TaggedLoad implements AutoCloseable {
    private static final String BODY = "body of ";
    private static final String[] METHODS = {"GET", "POST", "GET", "POST EMPTY", "DELETE"};

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> clients = new ArrayList<>();
    private final Map<String, String> statuses = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    TaggedLoad(int port, int clientCount) {
        for (int c = 0; c < clientCount; c++) {
            int number = c;
            clients.add(threads.submit(() -> {
                ask(port, number);
                return null;
            }));
        }
    }

    /** Returns the status of each tag's answer, or {@code cut}; a tag begins with its method. */
    Map<String, String> statuses() {
        return statuses;
    }

    /** Returns the answers that were not those of their requests. */
    Queue<String> wrong() {
        return wrong;
    }

    /** Lets each client end with its present request. */
    void end() throws InterruptedException, ExecutionException {
        over = true;
        for (Future<?> client : clients) {
            client.get();
        }
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
    }

    private void ask(int port, int number) throws IOException {
        int count = 0;
        while (!over) {
            try (RawClient client = new RawClient(port)) {
                boolean open = true;
                while (open && !over) {
                    String method = METHODS[count % METHODS.length];
                    open = ask(client, method, method.replace(' ', '-') + "-" + number + "-" + count);
                    count++;
                }
            }
        }
    }

    private boolean ask(RawClient client, String kind, String tag) throws IOException {
        boolean hasBody = kind.equals("POST");
        String body = hasBody ? BODY + tag : "";
        String method = kind.split(" ", 2)[0];
        client.send(method + " /" + tag + " HTTP/1.1\r\nHost: a\r\nX-Tag: " + tag
                + (method.equals("POST") ? "\r\nContent-Length: " + body.length() : "") + "\r\n\r\n" + body);
        try {
            String answer = client.readResponse();
            String status = answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
            statuses.put(tag, status);
            if (status.equals("200") && !answer.endsWith("\r\n\r\n<" + tag + ":" + body + ">")) {
                wrong.add(tag + " got " + answer);
            }
            return !answer.toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
        } catch (IOException gone) {
            statuses.put(tag, "cut");
            return false;
        }
    }
}
