/**
 * A gateway's client side that takes connections as Apache httpd does, live: {@link dev.holdfast.front.FrontConnector} drives a
 * {@link dev.holdfast.mpm.MpmMachine} with real sockets. What the machine decides is carried out here, by {@link dev.holdfast.front.MpmDriver};
 * HTTP/1.1 itself is the HTTP connector's, whose own timers are off between requests.
 *
 * <h2>What is httpd's, and what is not</h2>
 *
 * A worker here is a number that the machine counts, not a thread: what a client, a back end and an access log can see of it is when a connection
 * is accepted, when it is closed and how, and which child process, with which pools, has its request. One I/O thread has the listening socket,
 * all connections and all pools, so events come in one order and none of them waits for a lock.
 *
 * <p>A connection that no child takes waits in the kernel, whose queue is as long as {@code ListenBackLog} says, or the system's limit where that
 * is less. httpd also sets {@code TCP_DEFER_ACCEPT}, by which Linux shows it a connection when its first bytes have come; Java cannot. So here
 * a client that connects and says nothing has a worker at once, and not after 30 s.
 */
@NullMarked
package dev.holdfast.front;

import org.jspecify.annotations.NullMarked;
