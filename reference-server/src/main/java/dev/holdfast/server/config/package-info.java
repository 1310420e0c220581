/** Files of the server that are not settings: its users. */
@NullMarked
package dev.holdfast.server.config;

import org.jspecify.annotations.NullMarked;
