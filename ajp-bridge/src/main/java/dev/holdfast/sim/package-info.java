/**
 * A system in virtual time: {@link dev.holdfast.sim.Simulation} lets the live gateway's own machines ({@code mpm}, {@code pool},
 * {@code balance}) meet simulated users, listen queues, back ends and processors. No thread, no clock; all chance comes from seeds.
 */
@NullMarked
package dev.holdfast.sim;

import org.jspecify.annotations.NullMarked;
