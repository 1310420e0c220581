package dev.holdfast.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Notes down what happens to requests, and checks that no time is lost: the parts of every request add up to what its user waited, and for
 * each part the requests in it, added up over time, are the times of all requests in it (Little's law, exactly).
 */
final class Recorder {
    private static final Part[] PARTS = Part.values();

    final Level acceptQueue = new Level();
    final Level leased = new Level();
    final Level poolSize = new Level();
    final Level ajpOpen = new Level();
    final Level backThreads = new Level();
    final Level membersInError = new Level();
    final Level stalled = new Level();
    final Tally<Sum> sums = new Tally<>(Sum.class);
    private final Tally<Part> parts = new Tally<>(Part.class);
    private final Tally<Failure> failures = new Tally<>(Failure.class);
    private final Lengths lengths = new Lengths();
    private final Map<Part, Level> present = new EnumMap<>(Part.class);
    /** Of all requests that are over, failed ones included. */
    private final Tally<Part> partsOfAll = new Tally<>(Part.class);

    private final long waitingOverNanos;
    private final List<Slice> slices = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private Segment segment = new Segment();

    Recorder(long waitingOverNanos) {
        this.waitingOverNanos = waitingOverNanos;
        for (Part part : PARTS) {
            present.put(part, new Level());
        }
    }

    void add(Sum sum, long value) {
        sums.add(sum, value);
    }

    void began(Request request, long now) {
        add(Sum.BEGUN, 1);
        present(request.part).add(1, now);
    }

    /** The request goes on with another part. Ignored where nobody waits for it any more. */
    void goesOn(Request request, Part part, long now) {
        if (request.over) {
            return;
        }
        request.parts.add(request.part, now - request.partSince);
        request.partSince = now;
        if (part != request.part) {
            present(request.part).add(-1, now);
            present(part).add(1, now);
            request.part = part;
        }
    }

    /** The last {@code nanos} of one part turn out to have been another. */
    void wasAnother(Request request, Part supposed, Part was, long nanos) {
        if (!request.over) {
            request.parts.add(supposed, -nanos);
            request.parts.add(was, nanos);
            present(supposed).moveArea(-nanos);
            present(was).moveArea(nanos);
        }
    }

    void completed(Request request, long frontEnd, long backNanos, long now) {
        end(request, now);
        long latency = now - request.askedAt;
        long frontNanos = frontEnd - request.frontStart;
        add(Sum.COMPLETED, 1);
        add(Sum.TESTER, latency);
        add(Sum.FRONT, frontNanos);
        add(Sum.BACK, backNanos);
        if (latency > waitingOverNanos) {
            add(Sum.WAITED, 1);
            add(Sum.WAITED_NANOS, latency);
        }
        parts.addAll(request.parts);
        lengths.add(Clock.TESTER, latency);
        lengths.add(Clock.FRONT, frontNanos);
        lengths.add(Clock.BACK, backNanos);
        segment.tester.recordValue(latency);
        segment.front.recordValue(frontNanos);
        segment.back.recordValue(backNanos);
        segment.longest = Math.max(segment.longest, latency);
        segment.longestAtFront = Math.max(segment.longestAtFront, frontNanos);
        segment.longestAtBack = Math.max(segment.longestAtBack, backNanos);
    }

    void failed(Request request, Failure failure, long now) {
        end(request, now);
        add(Sum.FAILED, 1);
        failures.add(failure, 1);
    }

    private void end(Request request, long now) {
        goesOn(request, request.part, now);
        present(request.part).add(-1, now);
        request.over = true;
        partsOfAll.addAll(request.parts);
        long sum = request.parts.sum();
        if (sum != now - request.askedAt) {
            throw new IllegalStateException("the parts of request " + request.id + " are " + sum
                    + " ns, but its user waited " + (now - request.askedAt) + " ns");
        }
    }

    /** Notes down what there is up to now. */
    void slice(long now) {
        sums.set(Sum.ACCEPT_QUEUE, acceptQueue.area(now));
        sums.set(Sum.LEASED, leased.area(now));
        sums.set(Sum.POOL_SIZE, poolSize.area(now));
        sums.set(Sum.AJP_OPEN, ajpOpen.area(now));
        sums.set(Sum.BACK_THREADS, backThreads.area(now));
        sums.set(Sum.MEMBERS_IN_ERROR, membersInError.area(now));
        sums.set(Sum.STALLED, stalled.area(now));
        slices.add(new Slice(now, sums.copy(), parts.copy(), failures.copy(), lengths.copy()));
    }

    /** Ends what is kept in one piece. */
    void segment() {
        segment.mostQueued = acceptQueue.takeMost();
        segment.mostAjp = ajpOpen.takeMost();
        segments.add(segment);
        segment = new Segment();
    }

    /** Forgets what has been kept in one piece so far. */
    void discardSegment() {
        segment();
        segments.clear();
    }

    List<Slice> slices() {
        return slices;
    }

    List<Segment> segments() {
        return segments;
    }

    /** Returns where the time of requests that are not over has gone so far. */
    static Slice soFar(Iterable<Request> unfinished, long now) {
        Tally<Part> nanos = new Tally<>(Part.class);
        for (Request request : unfinished) {
            nanos.addAll(request.parts);
            nanos.add(request.part, now - request.partSince);
        }
        return new Slice(0, new Tally<>(Sum.class), nanos, new Tally<>(Failure.class), new Lengths());
    }

    /**
     * Checks what is true of every run.
     *
     * @param unfinished the requests that are not over
     * @throws IllegalStateException if time or requests were lost or invented, which is a bug
     */
    void check(Iterable<Request> unfinished, long now) {
        Tally<Part> nanos = partsOfAll.copy();
        long left = 0;
        for (Request request : unfinished) {
            left++;
            nanos.addAll(request.parts);
            nanos.add(request.part, now - request.partSince);
        }
        long over = sums.of(Sum.COMPLETED) + sums.of(Sum.FAILED);
        long begun = sums.of(Sum.BEGUN);
        if (begun != over + left) {
            throw new IllegalStateException(begun + " requests began, " + over + " ended and " + left + " are left");
        }
        for (Part part : PARTS) {
            long area = present(part).area(now);
            if (area != nanos.of(part)) {
                throw new IllegalStateException(part + ": " + area + " ns of requests present, but " + nanos.of(part)
                        + " ns of requests' time");
            }
        }
    }

    private Level present(Part part) {
        Level level = present.get(part);
        if (level == null) {
            throw new IllegalStateException("no level of " + part);
        }
        return level;
    }
}
