/**
 * Access logs as evidence: {@link dev.holdfast.plan.log.LogFormat} reads lines by the very format they were written with,
 * {@link dev.holdfast.plan.log.LogReader} streams them, and {@link dev.holdfast.plan.log.LogFit} makes of them what a model needs, in memory
 * that does not grow with the log, with what it could not tell and why.
 */
@NullMarked
package dev.holdfast.plan.log;

import org.jspecify.annotations.NullMarked;
