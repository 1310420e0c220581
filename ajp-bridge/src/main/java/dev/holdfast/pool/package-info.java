/**
 * Who gets which connection to a back end, and when one is opened or closed: {@link dev.holdfast.pool.PoolMachine}, a table without
 * sockets, threads or a clock. The live bridge and the simulator drive the same one.
 */
@NullMarked
package dev.holdfast.pool;

import org.jspecify.annotations.NullMarked;
