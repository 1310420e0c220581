/**
 * The {@code holdfast} command line: sub-commands, layered configuration, what is printed, and exit codes (0 done, 1 it could not be done,
 * 2 wrong usage or configuration, 130 and 143 stopped by SIGINT and SIGTERM).
 */
@NullMarked
package dev.holdfast.server.cli;

import org.jspecify.annotations.NullMarked;
