/**
 * How Apache httpd's processes and threads share out client connections: {@link dev.holdfast.mpm.MpmMachine}, one machine for all child
 * processes, without a socket, a thread or a clock. There is one kind for prefork and worker, which give a connection a thread for its whole
 * life, and one for event. The live bridge and the simulator drive the same ones.
 *
 * <p><b>Who does what.</b> The driver owns the listening socket, the connections' sockets and the requests. It tells the machine what it sees
 * ({@code acceptable}, {@code accepted}, {@code readable}, {@code headComplete}, {@code responseFlushed}, {@code clientClosed}, ...), with
 * the time as the last argument, and carries out afterwards, in their order, what the machine has written to
 * {@link dev.holdfast.mpm.MpmEffects}. Connections have small numbers that the machine gives out with {@code accept} and uses again after
 * {@code close} or {@code reset}, so that both sides can keep them in arrays; child processes have the numbers of their scoreboard slots.
 *
 * <pre>
 * driver: while (the listen queue is not empty and machine.isAccepting())   machine.acceptable(now)
 * effect: accept(child, c)       -> accept(2)        -> accepted(c) or acceptFailed(c)
 * driver: bytes from the client                      -> readable(c), and while that leaves it READING parse a head
 * driver: the head is there                          -> headComplete(c)
 * effect: startRequest(c)        -> serve it; when the response's head is written: persists(c, reason not to)
 * driver: all of the response is in the kernel       -> responseFlushed(c, whether bytes of a next request are there already)
 * effect: linger(c)              -> send FIN, read and drop; bytes -> readable(c), end of stream -> clientClosed(c)
 * effect: close(c) or reset(c)   -> forget c
 * always: at nextDeadline()                          -> timeout(now)
 * </pre>
 *
 * <p>What waits, waits where it does in httpd: connections in the kernel's listen queue while no child accepts
 * ({@link dev.holdfast.mpm.MpmEffects#listening}), never in here. A simulator keeps a queue of its own and asks {@code isAccepting} when one
 * arrives, and again on {@code listening(child, true)}; a live driver takes its interest in accepting away while it is false.
 *
 * <p>{@link dev.holdfast.mpm.ConnectionState} says for each connection whether a worker is held and for what, and the machine adds up the
 * worker-nanoseconds of each {@link dev.holdfast.mpm.WorkerUse} itself.
 */
@NullMarked
package dev.holdfast.mpm;

import org.jspecify.annotations.NullMarked;
