/**
 * Time as the pure packages see it: non-negative nanoseconds handed in as arguments, instants at which something is due, and how messages write durations.
 *
 * <p>Nothing here reads a clock; drivers do, through {@link dev.holdfast.time.NanoClock}.
 */
@NullMarked
package dev.holdfast.time;

import org.jspecify.annotations.NullMarked;
