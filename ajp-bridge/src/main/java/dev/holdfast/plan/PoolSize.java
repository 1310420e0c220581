package dev.holdfast.plan;

import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;

/** How many connections to a back end the pool of one process may have. */
record PoolSize(PoolSettings pool) {
    int connections() {
        if (pool instanceof ModJkPoolSettings jk) {
            return jk.connectionPoolSize();
        }
        return pool instanceof ModProxyPoolSettings proxy
                ? proxy.max()
                : ((NativePoolSettings) pool).connectionPoolSize();
    }
}
