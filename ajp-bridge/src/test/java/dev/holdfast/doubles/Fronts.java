package dev.holdfast.doubles;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit 5 extension for tests of a container's AJP connector: fronts that say exactly what they are told to, hung up after each test.
 *
 * <pre>{@code
 * @RegisterExtension
 * final Fronts fronts = new Fronts();
 *
 * @Test
 * void halfARequestIsNoRequest() throws IOException {
 *     fronts.connect(8009).send(Fault.cut(20), RawFront.get("/"));
 *     ...
 * }
 * }</pre>
 */
public final class Fronts implements AfterEachCallback {
    private final Queue<RawFront> opened = new ConcurrentLinkedQueue<>();

    /** Connects to the container on the loopback address. */
    public RawFront connect(int port) throws IOException {
        RawFront front = new RawFront(port);
        opened.add(front);
        return front;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (RawFront front = opened.poll(); front != null; front = opened.poll()) {
            front.close();
        }
    }
}
