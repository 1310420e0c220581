package dev.holdfast.lifetime.policy;

/** What holding an idle connection costs at present, in nanoseconds of setup cost for each nanosecond of holding. */
interface HoldPrice {
    /** Takes note of the occupancy. */
    void observe(Occupancy occupancy, long now);

    /** Returns a number that changes when {@link #value} does; 0 where holding costs nothing. */
    int level();

    /** Returns the price; more than 0, but at level 0. */
    double value();
}
