package dev.holdfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What Linux was seen to do with a listening socket on the loopback interface; see {@code docs/fidelity.md}. */
final class ListenQueueTest implements ListenQueue.Clients<String> {
    private static final long MILLI = 1_000_000;

    private final Map<String, Handshake> handshakes = new LinkedHashMap<>();
    private final TreeMap<Long, List<String>> agenda = new TreeMap<>();
    private final List<String> seen = new ArrayList<>();
    private long now;

    private static Kernel kernel(int hz, boolean abort) {
        return new Kernel(4096, 1, Kernel.LINUX_6_5, abort, hz, true);
    }

    private ListenQueue<String> queue(int hz, boolean deferred, long handshakeMillis) {
        return new ListenQueue<>(kernel(hz, false), 1, deferred, 1, handshakeMillis * MILLI, this);
    }

    private void connect(ListenQueue<String> queue, String... names) {
        for (String name : names) {
            queue.connect(name, now);
        }
        admitAll(queue);
    }

    private void admitAll(ListenQueue<String> queue) {
        while (queue.hasArrivals()) {
            queue.admit(false, now);
        }
    }

    /** Lets what is due happen, and then takes one out. */
    private void until(ListenQueue<String> queue, long millis) {
        while (!agenda.isEmpty() && agenda.firstKey() <= millis * MILLI) {
            now = agenda.firstKey();
            String next = agenda.firstEntry().getValue().remove(0);
            if (agenda.firstEntry().getValue().isEmpty()) {
                agenda.pollFirstEntry();
            }
            queue.arrives(next);
            admitAll(queue);
        }
        now = millis * MILLI;
    }

    @Override
    public Handshake handshake(String connection) {
        return handshakes.computeIfAbsent(connection, name -> new Handshake());
    }

    private void note(String what, String connection) {
        seen.add(now / MILLI + " " + connection + " " + what);
    }

    @Override
    public void queued(String connection, long at) {
        note("queued", connection);
    }

    @Override
    public void dropped(String connection, long at) {
        note(handshake(connection).letIn ? "bytes dropped" : "SYN dropped", connection);
    }

    @Override
    public void again(String connection, long time) {
        agenda.computeIfAbsent(time, at -> new ArrayList<>()).add(connection);
    }

    @Override
    public void refused(String connection, long time) {
        note("refused", connection);
    }

    @Test
    void aSynThatFindsNoRoomComesAgain() {
        ListenQueue<String> queue = queue(0, true, 0);
        connect(queue, "a", "b", "c");
        until(queue, 8000);
        assertThat(seen)
                .containsExactly(
                        "0 a queued",
                        "0 b queued",
                        "0 c SYN dropped",
                        "1000 c SYN dropped",
                        "2000 c SYN dropped",
                        "3000 c SYN dropped",
                        "4000 c SYN dropped",
                        "5000 c SYN dropped",
                        "7000 c SYN dropped");
        assertThat(queue.poll()).isEqualTo("a");
        until(queue, 11_000);
        assertThat(seen).endsWith("11000 c queued");
    }

    /** One place, three SYNs at one tick of the kernel's timers: all are answered, and two of the clients learn nothing of it. */
    @Test
    void whoseSynsComeAtOnceAreLetInAtOnceAndSendTheirBytesAgain() {
        ListenQueue<String> queue = queue(250, true, 0);
        connect(queue, "a", "b", "c");
        until(queue, 10);
        connect(queue, "d", "e");
        until(queue, 500);
        assertThat(queue.poll()).isEqualTo("a");
        seen.clear();
        until(queue, 3000);
        assertThat(seen)
                .containsExactly(
                        "1024 c queued",
                        "1024 d bytes dropped",
                        "1024 e bytes dropped",
                        "1228 d bytes dropped",
                        "1228 e bytes dropped",
                        "1432 d bytes dropped",
                        "1432 e bytes dropped",
                        "1856 d bytes dropped",
                        "1856 e bytes dropped",
                        "2688 d bytes dropped",
                        "2688 e bytes dropped");
        assertThat(queue.poll()).isEqualTo("b");
        until(queue, 5000);
        assertThat(seen).endsWith("4320 d queued", "4320 e bytes dropped");
        assertThat(handshake("d").bytesAt).isEqualTo(4320 * MILLI);
    }

    /** c's and e's timers are on one processor, d's on the other. */
    @Test
    void timersOfTwoProcessorsFireOneAfterTheOther() {
        ListenQueue<String> queue = new ListenQueue<>(kernel(250, false), 2, true, 1, 0, this);
        connect(queue, "a", "b", "c", "d", "e");
        until(queue, 500);
        assertThat(queue.poll()).isEqualTo("a");
        seen.clear();
        until(queue, 1100);
        assertThat(seen).containsExactly("1024 c queued", "1024 e bytes dropped", "1024 d SYN dropped");
    }

    @Test
    void aSocketThatDoesNotWaitForBytesAnswersAgain() {
        ListenQueue<String> queue = queue(250, false, 0);
        connect(queue, "a", "b", "c", "d");
        until(queue, 500);
        assertThat(queue.poll()).isEqualTo("a");
        until(queue, 1900);
        assertThat(queue.poll()).isEqualTo("b");
        until(queue, 2100);
        assertThat(seen).endsWith("1856 d bytes dropped", "2048 d queued");
        assertThat(handshake("d").bytesAt).isEqualTo(2688 * MILLI);
    }

    /** As with httpd, whose worker then waits for the request. */
    @Test
    void aSocketThatWaitsForBytesShowsAConnectionWithoutThemAfterHalfAMinute() {
        ListenQueue<String> queue = queue(0, true, 0);
        connect(queue, "a", "b", "c", "d");
        until(queue, 900);
        assertThat(queue.poll()).isEqualTo("a");
        until(queue, 30_000);
        assertThat(seen).endsWith("13800 d bytes dropped", "26600 d bytes dropped");
        assertThat(queue.poll()).isEqualTo("b");
        until(queue, 40_000);
        assertThat(seen).endsWith("32000 d queued");
        assertThat(handshake("d").bytesAt).isEqualTo(52_200 * MILLI);
    }

    @Test
    void aHandshakeThatTakesTimeLetsOthersInMeanwhile() {
        ListenQueue<String> queue = queue(0, true, 20);
        connect(queue, "a", "b", "c");
        until(queue, 300);
        assertThat(seen).containsExactly("20 a queued", "20 b queued", "20 c bytes dropped", "230 c bytes dropped");
    }

    @Test
    void whoIsLetInForMoreThanAMinuteInVainIsReset() {
        ListenQueue<String> queue = queue(0, true, 20);
        connect(queue, "a", "b", "c");
        until(queue, 120_000);
        assertThat(seen).endsWith("51230 c bytes dropped", "102430 c refused");
    }

    @Test
    void whereOverflowAbortsItIsReset() {
        ListenQueue<String> queue = new ListenQueue<>(kernel(250, true), 1, true, 1, 0, this);
        connect(queue, "a", "b", "c");
        assertThat(seen).endsWith("0 c refused");
    }

    @Test
    void withoutARetryTheConnectFails() {
        Kernel kernel = new Kernel(4096, 0, List.of(), false, 250, true);
        ListenQueue<String> queue = new ListenQueue<>(kernel, 1, true, 1, 0, this);
        connect(queue, "a", "b");
        assertThat(seen).containsExactly("0 a queued", "0 b SYN dropped", "0 b refused");
    }

    @Test
    void theLastSynIsWaitedForAsLongAsAllBeforeIt() {
        Kernel kernel = new Kernel(4096, 0, List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)), false, 0, true);
        ListenQueue<String> queue = new ListenQueue<>(kernel, 1, true, 1, 0, this);
        connect(queue, "a", "b");
        until(queue, 60_000);
        assertThat(seen).endsWith("1000 b SYN dropped", "3000 b SYN dropped", "3000 b refused");
    }
}
