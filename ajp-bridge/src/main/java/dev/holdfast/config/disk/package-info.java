/** The disk that configuration files are on. */
@NullMarked
package dev.holdfast.config.disk;

import org.jspecify.annotations.NullMarked;
