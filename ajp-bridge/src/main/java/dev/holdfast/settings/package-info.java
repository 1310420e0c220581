/**
 * Settings as people write them down: in a file, with the line of every key, or on a command line; and the reading of single values, so that
 * whatever is wrong is reported with its place and what would be right.
 */
@NullMarked
package dev.holdfast.settings;

import org.jspecify.annotations.NullMarked;
