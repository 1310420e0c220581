/** What can be said of numbers that were observed: ratios, and how much chance there is in them. */
@NullMarked
package dev.holdfast.sim.stats;

import org.jspecify.annotations.NullMarked;
