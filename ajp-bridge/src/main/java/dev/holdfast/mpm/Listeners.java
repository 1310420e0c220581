package dev.holdfast.mpm;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The children that take connections, in the order in which they began to wait for one. */
final class Listeners {
    private final ChildPick pick;
    private final RandomGenerator random;
    private final List<Child> all = new ArrayList<>();
    private @Nullable Child first;
    private @Nullable Child last;

    Listeners(ChildPick pick, RandomGenerator random) {
        this.pick = pick;
        this.random = random;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** Returns them in no particular order; not to be changed meanwhile. */
    List<Child> all() {
        return all;
    }

    void add(Child child) {
        child.listeningIndex = all.size();
        all.add(child);
        append(child);
    }

    void remove(Child child) {
        Child moved = all.remove(all.size() - 1);
        if (moved != child) {
            all.set(child.listeningIndex, moved);
            moved.listeningIndex = child.listeningIndex;
        }
        unlink(child);
    }

    /** The child has accepted and waits anew. */
    void renew(Child child) {
        unlink(child);
        append(child);
    }

    /** Returns who gets the next connection; there is at least one. */
    Child next() {
        Child chosen = switch (pick) {
            case UNIFORM -> all.get(all.size() == 1 ? 0 : random.nextInt(all.size()));
            case LONGEST_WAITING -> first;
            case LAST_WAITING -> last;
            case LEAST_LOADED -> leastLoaded();
        };
        if (chosen == null) {
            throw new IllegalStateException("nobody listens");
        }
        return chosen;
    }

    private Child leastLoaded() {
        Child least = all.get(0);
        for (Child child : all) {
            if (child.connections < least.connections
                    || (child.connections == least.connections && child.slot < least.slot)) {
                least = child;
            }
        }
        return least;
    }

    private void append(Child child) {
        child.previousListening = last;
        child.nextListening = null;
        if (last == null) {
            first = child;
        } else {
            last.nextListening = child;
        }
        last = child;
    }

    private void unlink(Child child) {
        Child before = child.previousListening;
        Child after = child.nextListening;
        if (before == null) {
            first = after;
        } else {
            before.nextListening = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previousListening = before;
        }
    }
}
