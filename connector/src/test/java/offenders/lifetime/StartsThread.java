package offenders.lifetime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Breaks the rule that policy owns no thread. */
final class StartsThread {
    private final Thread thread = new Thread(() -> {});
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @Override
    public String toString() {
        return thread + " " + executor;
    }
}
