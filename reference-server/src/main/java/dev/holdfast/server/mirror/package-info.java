/** The application that says what a servlet is told of a request, for {@code holdfast bridge --compare}; it runs in any servlet container. */
@NullMarked
package dev.holdfast.server.mirror;

import org.jspecify.annotations.NullMarked;
