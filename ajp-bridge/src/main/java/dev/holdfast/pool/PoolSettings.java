package dev.holdfast.pool;

/** How a front keeps its connections to one back end: one record for each kind of pool, with the words of the product it behaves like. */
public sealed interface PoolSettings permits NativePoolSettings, ModJkPoolSettings, ModProxyPoolSettings {
    /** Returns a machine that follows these settings and holds nothing yet. */
    PoolMachine machine(PoolEffects effects);

    /**
     * Returns what becomes of requests whose exchange with the back end fails.
     *
     * @param ajp whether it speaks AJP
     * @param ping whether it answers a CPING before each request
     */
    default Recovery recovery(boolean ajp, boolean ping) {
        return Recovery.ONCE;
    }
}
