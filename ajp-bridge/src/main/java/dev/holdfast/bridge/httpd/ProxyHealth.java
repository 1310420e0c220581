package dev.holdfast.bridge.httpd;

import dev.holdfast.balance.HealthMethod;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.config.Key;
import dev.holdfast.httpd.ProxyWorker;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** mod_proxy_hcheck's checks of a worker. */
final class ProxyHealth {
    private static final int MAX_COUNT = 100;
    private static final String NONE = "NONE";

    private static final List<Key<?>> ALL = List.of(
            ProxyWorker.HC_METHOD,
            ProxyWorker.HC_INTERVAL,
            ProxyWorker.HC_PASSES,
            ProxyWorker.HC_FAILS,
            ProxyWorker.HC_URI,
            ProxyWorker.HC_EXPR);

    private ProxyHealth() {}

    /**
     * Returns how the health of a worker is checked, if it is.
     *
     * @param balanced whether it is a member of a balancer; mod_proxy_hcheck checks no others
     * @param timeout how long an answer may take
     */
    static Optional<HealthSettings> of(ProxyWorker worker, boolean balanced, Duration timeout, SiteRemarks remarks) {
        String method = worker.value(ProxyWorker.HC_METHOD).toUpperCase(Locale.ROOT);
        if (!balanced || method.equals(NONE)) {
            for (Key<?> key : ALL) {
                if (worker.settings().get(key).origin().isFile() && !(balanced && key == ProxyWorker.HC_METHOD)) {
                    remarks.adjusted(
                            worker.settings().get(key).origin(),
                            key.name(),
                            balanced ? "means nothing without hcmethod" : "counts for members of balancers only");
                }
            }
            return Optional.empty();
        }
        HealthMethod wanted = HealthMethod.valueOf(method.replace("11", ""));
        if (wanted == HealthMethod.CPING && !worker.url().scheme().equals("ajp")) {
            remarks.gap(
                    worker.settings().get(ProxyWorker.HC_METHOD).origin(),
                    ProxyWorker.HC_METHOD.name(),
                    "CPING is a word of AJP; the health of " + worker.name() + " is not checked");
            return Optional.empty();
        }
        remarks.unusedOf(
                worker.settings(),
                List.of(ProxyWorker.HC_EXPR),
                "expressions are not evaluated; a status from 200 to 399 says that " + worker.name() + " is well");
        Duration interval = worker.value(ProxyWorker.HC_INTERVAL);
        return Optional.of(SiteRemarks.within(
                worker.settings().get(ProxyWorker.HC_METHOD).origin(),
                () -> new HealthSettings(
                        wanted,
                        wanted.isRequest() ? path(worker) : "",
                        HealthSettings.well(),
                        interval,
                        interval,
                        timeout,
                        count(worker, ProxyWorker.HC_PASSES, remarks),
                        count(worker, ProxyWorker.HC_FAILS, remarks),
                        HealthSettings.Counting.IN_ALL)));
    }

    /** Returns the path of the worker's URL and hcuri, with one slash between them. */
    private static String path(ProxyWorker worker) {
        String own = worker.url().path();
        String base = own.endsWith("/") ? own.substring(0, own.length() - 1) : own;
        String uri = worker.value(ProxyWorker.HC_URI);
        return base + (uri.startsWith("/") ? uri : "/" + uri);
    }

    /** mod_proxy_hcheck takes 0 for 1. */
    private static int count(ProxyWorker worker, Key<Integer> key, SiteRemarks remarks) {
        int given = worker.value(key);
        int counted = Math.max(1, Math.min(MAX_COUNT, given));
        if (given > MAX_COUNT) {
            remarks.adjusted(worker.settings().get(key).origin(), key.name(), given + " becomes " + counted);
        }
        return counted;
    }
}
