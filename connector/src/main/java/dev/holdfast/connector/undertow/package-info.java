/**
 * The live driver for Undertow: turns channel events into events of the {@link dev.holdfast.lifetime.ConnectionMachine} and does what it
 * answers. With {@code .xnio} the only code that touches Undertow's {@code ServerConnection} and XNIO channels.
 *
 * <p>Who may touch what: a connection belongs to its {@code Home}, an I/O thread or a worker's own, except between giving a request to its handler and the end of that exchange,
 * when it belongs to the handler's thread. Handing over goes through an executor either way, so no field needs to be volatile.
 * The one exception is a forced close: Undertow then ends the exchange on the I/O thread while its handler may still run, so the buffers that
 * handler may hold are not given back to the pool.
 */
@NullMarked
package dev.holdfast.connector.undertow;

import org.jspecify.annotations.NullMarked;
