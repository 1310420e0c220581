/**
 * The life of one HTTP/1.1 connection as the front of a back end sees it: {@link dev.holdfast.http1.client.HttpClientMachine}, without a
 * socket or a clock. What a peer does wrong is a value, never an exception, and after it the connection has no further use.
 */
@NullMarked
package dev.holdfast.http1.client;

import org.jspecify.annotations.NullMarked;
