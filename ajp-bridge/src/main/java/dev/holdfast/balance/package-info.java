/**
 * Which of several back ends gets a request: {@link dev.holdfast.balance.BalancerMachine}, a table without sockets, threads or a clock. The
 * live bridge and the simulator drive the same one.
 */
@NullMarked
package dev.holdfast.balance;

import org.jspecify.annotations.NullMarked;
