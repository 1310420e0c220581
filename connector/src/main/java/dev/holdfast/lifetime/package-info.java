/**
 * The life of one connection as one table: {@link dev.holdfast.lifetime.ConnectionMachine} owns every timer and counter of a connection, and
 * {@link dev.holdfast.lifetime.CloseReason} says why it ended. Neutral of protocol, socket and thread; the live connector and the simulator
 * run the very same classes.
 */
@NullMarked
package dev.holdfast.lifetime;

import org.jspecify.annotations.NullMarked;
