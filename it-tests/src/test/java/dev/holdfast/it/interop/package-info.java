/** Fronts and back ends that speak AJP13, each with each, in processes of their own: docs/interoperability.md. */
@NullMarked
package dev.holdfast.it.interop;

import org.jspecify.annotations.NullMarked;
