package dev.holdfast.lifetime.policy;

/** A price that stands still, for what the shadow price would only blur. */
record ConstantPrice(double value) implements HoldPrice {
    @Override
    public void observe(Occupancy occupancy, long now) {}

    @Override
    public int level() {
        return value == 0 ? 0 : 1;
    }
}
