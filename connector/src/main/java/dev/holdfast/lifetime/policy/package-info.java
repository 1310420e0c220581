/**
 * How long an idle connection is worth its place: the keep-alive policies {@code fixed}, {@code pressure} and {@code adaptive}, behind
 * {@link dev.holdfast.lifetime.policy.KeepAlivePolicy}. A policy also keeps the idle connections of its I/O thread in order, so that it can
 * say which of them is overdue, and which to give up when a place is needed.
 */
@NullMarked
package dev.holdfast.lifetime.policy;

import org.jspecify.annotations.NullMarked;
