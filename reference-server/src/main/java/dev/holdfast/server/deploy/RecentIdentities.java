package dev.holdfast.server.deploy;

import dev.holdfast.server.realm.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a realm said last of those who have a session, so that it is not asked with each of their requests. Thread-safe. */
final class RecentIdentities {
    /** How long that is taken for what it would say now. */
    static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int MAX_ENTRIES = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Entry> byName = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    private record Entry(Identity identity, long staleAt) {}

    RecentIdentities(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns what was said of {@code name} within the last minute. */
    synchronized Optional<Identity> fresh(String name) {
        Entry entry = byName.get(name);
        return entry == null || nanoTime.getAsLong() - entry.staleAt() >= 0
                ? Optional.empty()
                : Optional.of(entry.identity());
    }

    /** Returns what was said of {@code name} last, and takes it for fresh: the realm cannot be asked, and need not be again at once. */
    synchronized Optional<Identity> last(String name) {
        @Nullable Entry entry = byName.get(name);
        Optional<Identity> last = Optional.ofNullable(entry).map(Entry::identity);
        last.ifPresent(this::said);
        return last;
    }

    synchronized void said(Identity identity) {
        byName.put(identity.name(), new Entry(identity, nanoTime.getAsLong() + FRESH_NANOS));
    }

    synchronized void forget(String name) {
        byName.remove(name);
    }
}
