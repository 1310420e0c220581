/** Thousands of connections for as long as one likes: what must come, what must come in time, and what must not be left over. */
@NullMarked
package dev.holdfast.it.soak;

import org.jspecify.annotations.NullMarked;
