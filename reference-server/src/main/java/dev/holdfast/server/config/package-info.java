/** Files that configure the server: what is in them, and where, so that whatever is wrong is reported with its line. */
@NullMarked
package dev.holdfast.server.config;

import org.jspecify.annotations.NullMarked;
