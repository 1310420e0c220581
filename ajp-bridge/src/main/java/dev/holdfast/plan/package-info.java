/**
 * What to change: {@link dev.holdfast.plan.Advisor} finds the smallest change of a scenario that meets a target, {@link dev.holdfast.plan.Site}
 * makes a scenario of a site's own configuration files and access log, and {@link dev.holdfast.plan.Sweep} tries ranges of settings. Formulas
 * ({@link dev.holdfast.plan.solve}) look for answers where they hold; the simulator has the last word on each.
 */
@NullMarked
package dev.holdfast.plan;

import org.jspecify.annotations.NullMarked;
