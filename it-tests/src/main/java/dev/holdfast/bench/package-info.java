/** Servers for measuring, with the page that the peers serve; no part of the product. */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
