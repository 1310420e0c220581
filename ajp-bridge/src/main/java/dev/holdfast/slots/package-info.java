/**
 * Who may have how many of a back end's connections: the back end keeps a {@link dev.holdfast.slots.SlotLedger}, each front a
 * {@link dev.holdfast.slots.SlotLease}, and what they say to each other are {@link dev.holdfast.slots.SlotAsk} and
 * {@link dev.holdfast.slots.SlotAnswer}. No sockets, threads or a clock.
 *
 * <p>A slot is a connection that the back end can serve. What has been told is good for a time, which a front counts from when it asked and
 * the back end from when it was asked: so a slot is free for another only when the one who had it knows.
 */
@NullMarked
package dev.holdfast.slots;

import org.jspecify.annotations.NullMarked;
