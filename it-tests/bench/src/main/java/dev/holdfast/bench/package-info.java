/** The connector and its peers with one page, and what loads them; no part of the product. */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
