/** Plots as files, drawn without a screen. */
@NullMarked
package dev.holdfast.plan.plot;

import org.jspecify.annotations.NullMarked;
