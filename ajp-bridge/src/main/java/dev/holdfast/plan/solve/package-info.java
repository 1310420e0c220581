/**
 * Queueing formulas as pure functions, and the model of a front whose workers are held by connections that is made of them
 * ({@link dev.holdfast.plan.solve.HeldFront}). Times are seconds and rates are per second, as doubles. Every answer that is not exact
 * carries its {@link dev.holdfast.plan.solve.Validity}.
 */
@NullMarked
package dev.holdfast.plan.solve;

import org.jspecify.annotations.NullMarked;
