/**
 * Doubles at the wire: fronts, back ends and clients that say exactly what they are told to, for tests of whoever is at the other end.
 * {@link dev.holdfast.doubles.FaultyBackend} and {@link dev.holdfast.doubles.Fronts} are JUnit 5 extensions; docs/testing.md has examples.
 */
@NullMarked
package dev.holdfast.doubles;

import org.jspecify.annotations.NullMarked;
