/**
 * Runs Undertow's own core test suite, from its published jar, over Undertow's listener and over Holdfast's, each in a Java process of its own,
 * and compares.
 */
@NullMarked
package dev.holdfast.undertowtests;

import org.jspecify.annotations.NullMarked;
