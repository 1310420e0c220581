package dev.holdfast.bridge.httpd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The pools of a site, while it is planned: hosts that describe the same one share it, as they do in httpd. */
final class PoolTable {
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<MemberPool> pools = new ArrayList<>();

    /**
     * Returns the number of a pool.
     *
     * @param description equal for equal pools
     * @param pool makes it, if it is not there
     */
    int number(Object description, Supplier<MemberPool> pool) {
        Integer known = numbers.get(description);
        if (known != null) {
            return known;
        }
        numbers.put(description, pools.size());
        pools.add(pool.get());
        return pools.size() - 1;
    }

    List<MemberPool> pools() {
        return pools;
    }
}
