package dev.holdfast.sim;

import java.util.List;

/**
 * One run.
 *
 * @param slices what had been added up at the end of each of {@link Simulation#SLICES} equal parts; the first is the state at the start of
 *     what is observed
 * @param segments what cannot be subtracted: one for each {@link Simulation#SLICES_PER_SEGMENT} slices of the first half, one for the second;
 *     or a single one where the warm-up was given
 * @param samples the state, as often as it was asked for
 * @param events what happened, effects of machines included
 * @param unfinished requests that were not over at the end
 * @param starved those of them that had begun before the middle of what is observed
 * @param waiting where the time of the unfinished requests has gone so far
 */
public record Observation(
        List<Slice> slices,
        List<Segment> segments,
        List<Sample> samples,
        long events,
        int unfinished,
        int starved,
        Slice waiting) {}
