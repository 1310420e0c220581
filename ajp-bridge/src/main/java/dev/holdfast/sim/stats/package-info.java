/** What can be said of numbers that were observed: means with intervals, and where a start-up ends. */
@NullMarked
package dev.holdfast.sim.stats;

import org.jspecify.annotations.NullMarked;
