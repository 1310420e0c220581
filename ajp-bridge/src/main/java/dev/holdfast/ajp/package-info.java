/**
 * The AJP connector: a listener of Undertow's that AJP fronts such as mod_jk, mod_proxy_ajp and our own gateway connect to.
 * {@link dev.holdfast.ajp.AjpConnector} is the way in; what happens on a connection is decided by
 * {@link dev.holdfast.ajp13.AjpServerMachine}, and this package only carries it out.
 *
 * <h2>Who may touch what</h2>
 *
 * A connection belongs to its home: an I/O thread in the event mode, a thread of its own in the blocking mode. From the start of a handler to
 * the end of its exchange it belongs to whoever has the exchange, and comes home then, without a word to the I/O thread where that goes on
 * waiting for the next request all the while. Its machine, what was read and not consumed, and what is to be written are touched under the
 * connection's lock, since a handler may read on one thread and write on another. No thread waits, and no code of others is called, under that
 * lock.
 */
@NullMarked
package dev.holdfast.ajp;

import org.jspecify.annotations.NullMarked;
