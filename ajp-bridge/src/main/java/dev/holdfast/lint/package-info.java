/**
 * The linter: reads the configuration files of one site together and applies rules about connections, threads and timeouts to them
 * (docs/linter.md, docs/rules). Files are text by then, and nothing here knows the machine it runs on.
 */
@NullMarked
package dev.holdfast.lint;

import org.jspecify.annotations.NullMarked;
