package dev.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.time.DeadlineQueue.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeadlineQueueTest {
    private final DeadlineQueue<String> queue = new DeadlineQueue<>();
    private final Entry<String> a = new Entry<>("a");
    private final Entry<String> b = new Entry<>("b");
    private final Entry<String> c = new Entry<>("c");

    private static String drain(DeadlineQueue<String> queue, long now) {
        StringBuilder order = new StringBuilder();
        for (String next = queue.pollExpired(now); next != null; next = queue.pollExpired(now)) {
            order.append(next);
        }
        return order.toString();
    }

    @Test
    void anEmptyQueueHasNoDeadline() {
        assertThat(queue.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(queue.pollExpired(Long.MAX_VALUE)).isNull();
    }

    @Test
    void nothingIsPolledBeforeItsDeadline() {
        queue.add(a, 10);
        assertThat(queue.pollExpired(9)).isNull();
        assertThat(queue.nextDeadline()).isEqualTo(10);
        assertThat(queue.pollExpired(10)).isEqualTo("a");
        assertThat(queue.pollExpired(11)).isNull();
        assertThat(queue.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void tiesKeepTheOrderTheyCameIn() {
        queue.add(b, 5);
        queue.add(a, 5);
        queue.add(c, 5);
        assertThat(drain(queue, 5)).isEqualTo("bac");
    }

    @Test
    void deadlinesOutOfOrderAreSorted() {
        queue.add(c, 30);
        queue.add(a, 10);
        queue.add(b, 20);
        assertThat(queue.nextDeadline()).isEqualTo(10);
        assertThat(drain(queue, 29)).isEqualTo("ab");
        assertThat(drain(queue, 30)).isEqualTo("c");
    }

    @Test
    void entriesAreRemovedFromEitherEndAndTheMiddle() {
        String[] left = {"bc", "ac", "ab"};
        List<Entry<String>> entries = List.of(a, b, c);
        for (int gone = 0; gone < 3; gone++) {
            for (int i = 0; i < 3; i++) {
                queue.add(entries.get(i), i);
            }
            entries.get(gone).remove();
            entries.get(gone).remove();
            assertThat(queue.nextDeadline()).isEqualTo(gone == 0 ? 1 : 0);
            assertThat(drain(queue, 3)).isEqualTo(left[gone]);
        }
    }

    @Test
    void addingAgainMovesAnEntry() {
        queue.add(a, 1);
        queue.add(b, 2);
        queue.add(a, 3);
        assertThat(drain(queue, 3)).isEqualTo("ba");
    }

    @Test
    void anEntryStandsInOneQueueAtATime() {
        DeadlineQueue<String> other = new DeadlineQueue<>();
        queue.add(a, 1);
        other.add(a, 2);
        assertThat(queue.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(other.nextDeadline()).isEqualTo(2);
        a.remove();
        assertThat(other.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void anEntryWithoutDeadlineWaitsForEver() {
        queue.add(a, Deadline.NONE);
        queue.add(b, 1);
        assertThat(drain(queue, Long.MAX_VALUE)).isEqualTo("b");
        assertThat(queue.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    private record Waiting(int id, long deadline) {}

    @Test
    void agreesWithASortedList() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            DeadlineQueue<Integer> queue = new DeadlineQueue<>();
            List<Entry<Integer>> entries = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                entries.add(new Entry<>(i));
            }
            List<Waiting> model = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                int id = random.nextInt(entries.size());
                switch (random.nextInt(3)) {
                    case 0 -> {
                        long deadline = random.nextInt(20);
                        queue.add(entries.get(id), deadline);
                        model.removeIf(w -> w.id() == id);
                        int at = 0;
                        while (at < model.size() && model.get(at).deadline() <= deadline) {
                            at++;
                        }
                        model.add(at, new Waiting(id, deadline));
                    }
                    case 1 -> {
                        entries.get(id).remove();
                        model.removeIf(w -> w.id() == id);
                    }
                    default -> {
                        long now = random.nextInt(20);
                        boolean due = !model.isEmpty() && model.get(0).deadline() <= now;
                        Integer expected = due ? Integer.valueOf(model.remove(0).id()) : null;
                        assertThat(queue.pollExpired(now)).as("seed %d", seed).isEqualTo(expected);
                    }
                }
                long first = model.isEmpty() ? Deadline.NONE : model.get(0).deadline();
                assertThat(queue.nextDeadline()).as("seed %d", seed).isEqualTo(first);
            }
        }
    }
}
