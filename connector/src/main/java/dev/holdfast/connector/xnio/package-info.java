/**
 * What the connector needs of XNIO and does not find there: an XNIO of our own on which a connection costs less, Unix domain sockets, the monotonic
 * clock, and timers on an I/O thread.
 */
@NullMarked
package dev.holdfast.connector.xnio;

import org.jspecify.annotations.NullMarked;
