/** What the connector needs of XNIO beside channels: the monotonic clock, and timers on an I/O thread. */
@NullMarked
package dev.holdfast.connector.xnio;

import org.jspecify.annotations.NullMarked;
