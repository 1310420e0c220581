/**
 * The live gateway: HTTP exchanges of any Undertow listener answered by an AJP13 back end over pooled connections, on XNIO, without a
 * thread that waits. {@link dev.holdfast.bridge.Gateway} is the way in; what it decides is decided by
 * {@link dev.holdfast.pool.PoolMachine} and {@link dev.holdfast.ajp13.AjpClientMachine}, and this package only carries it out.
 *
 * <h2>One pool for the process</h2>
 *
 * A pool for each I/O thread would need no lock, but {@code connectionPoolSize=64} would then mean 64 times the number of threads, and a
 * request could be rejected while another thread's connections lie idle. In mod_jk and mod_proxy that is how it is, since each child
 * process has a pool of its own, and it is what makes them so hard to size. Here the setting means what the back end sees. The price is
 * one short lock for each acquire and each release, held for no I/O but one non-blocking read when an idle connection stirs.
 *
 * <h2>Who may touch what</h2>
 *
 * <ul>
 *   <li>An exchange in progress, its buffers and its timer belong to the I/O thread of its client's connection.
 *   <li>The pool machine, the table of connections and the list of pending effects are touched only under the pool's lock. Effects are
 *       carried out after it is released, in order, by one thread at a time; a grant or a reject then runs on the request's own I/O thread.
 *   <li>An AJP connection belongs to the thread of the exchange that leases it, even where its channel is registered with another I/O
 *       thread: that thread's listener only suspends the event it was told of and hands it over. The pool prefers connections for which
 *       both are the same thread. Between leases a connection belongs to the pool's lock.
 * </ul>
 *
 * What a leased pool may have is told to it, under its lock, by the thread that asks its member.
 *
 * <p>Another lock guards the balancer. Nobody who holds a pool's lock takes it: whether a request that has waited may still have a connection
 * is asked of the balancer by an effect, without the pool's lock.
 */
@NullMarked
package dev.holdfast.bridge;

import org.jspecify.annotations.NullMarked;
