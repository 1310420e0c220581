/** What the connector needs of XNIO and does not find there: the monotonic clock, timers on an I/O thread, and Unix domain sockets. */
@NullMarked
package dev.holdfast.connector.xnio;

import org.jspecify.annotations.NullMarked;
