/**
 * HTTP/1.1 messages as bytes: the request-head parser, the framing of bodies, the chunked coding, and whether a connection may persist
 * (RFC 9110, RFC 9112). Strict wherever two readers of the same bytes could disagree about where a request ends.
 *
 * <p>Nothing here does I/O or knows time.
 */
@NullMarked
package dev.holdfast.http1;

import org.jspecify.annotations.NullMarked;
