package dev.holdfast.lifetime.policy;

/** An occupancy that a test sets. */
final class Places implements Occupancy {
    private final int limit;
    private int inUse;

    Places(int inUse, int limit) {
        this.inUse = inUse;
        this.limit = limit;
    }

    static Places unlimited() {
        return new Places(1_000_000, UNLIMITED);
    }

    Places use(int places) {
        inUse = places;
        return this;
    }

    @Override
    public int inUse() {
        return inUse;
    }

    @Override
    public int limit() {
        return limit;
    }
}
