package dev.holdfast.sim;

/** What had been added up at the end of a part of a run, since its start. */
public final class Slice {
    private final long time;
    private final Tally<Sum> sums;
    private final Tally<Part> parts;
    private final Tally<Failure> failures;
    private final Lengths lengths;

    Slice(long time, Tally<Sum> sums, Tally<Part> parts, Tally<Failure> failures, Lengths lengths) {
        this.time = time;
        this.sums = sums;
        this.parts = parts;
        this.failures = failures;
        this.lengths = lengths;
    }

    /** Returns when that was, in nanoseconds; or how long the difference is. */
    public long nanos() {
        return time;
    }

    /** Returns one sum. */
    public long of(Sum sum) {
        return sums.of(sum);
    }

    /** Returns how many nanoseconds of requests, the completed ones of a run or the unfinished, went to {@code part}. */
    public long of(Part part) {
        return parts.of(part);
    }

    /** Returns how many requests failed so. */
    public long of(Failure failure) {
        return failures.of(failure);
    }

    /**
     * Returns how many completed requests took as long by a clock as a bound that is below {@code nanos}, or longer: below by a third at most,
     * between a microsecond and an hour.
     */
    public long beyond(Clock clock, long nanos) {
        return lengths.beyond(clock, nanos);
    }

    /** Returns how many took as long as the bound next above {@code nanos}, or longer. */
    public long beyondNext(Clock clock, long nanos) {
        return lengths.beyondNext(clock, nanos);
    }

    /** Returns this without what requests took; {@link #beyond} is zero, and differences to others are of no use. */
    public Slice withoutLengths() {
        return new Slice(time, sums, parts, failures, Lengths.NONE);
    }

    /** Returns what was added since {@code earlier}. */
    public Slice since(Slice earlier) {
        return new Slice(
                time - earlier.time,
                sums.minus(earlier.sums),
                parts.minus(earlier.parts),
                failures.minus(earlier.failures),
                lengths.minus(earlier.lengths));
    }

    /** Returns all of them together. */
    public static Slice sum(Iterable<Slice> slices) {
        long time = 0;
        Tally<Sum> sums = new Tally<>(Sum.class);
        Tally<Part> parts = new Tally<>(Part.class);
        Tally<Failure> failures = new Tally<>(Failure.class);
        Lengths lengths = new Lengths();
        for (Slice slice : slices) {
            time += slice.time;
            sums.addAll(slice.sums);
            parts.addAll(slice.parts);
            failures.addAll(slice.failures);
            lengths.addAll(slice.lengths);
        }
        return new Slice(time, sums, parts, failures, lengths);
    }
}
