/** The packaged distribution, started as a user starts it. */
@NullMarked
package dev.holdfast.it;

import org.jspecify.annotations.NullMarked;
