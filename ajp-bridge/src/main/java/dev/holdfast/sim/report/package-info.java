/**
 * From a scenario to what can be said of it: {@link dev.holdfast.sim.report.Simulator} runs it, as often as it says and on all processors,
 * and makes a {@link dev.holdfast.sim.report.Report} of it, which can be written for people and for programs.
 */
@NullMarked
package dev.holdfast.sim.report;

import org.jspecify.annotations.NullMarked;
