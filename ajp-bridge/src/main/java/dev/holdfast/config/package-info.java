/**
 * What the readers of other products' configuration files share: a value with the file and line it came from, names with types and
 * defaults, and the ways to say that something was not understood. Files are text by then; nothing here touches a disk.
 */
@NullMarked
package dev.holdfast.config;

import org.jspecify.annotations.NullMarked;
