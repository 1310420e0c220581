/**
 * The Apache JServ Protocol 1.3: its messages, their bytes in both directions, and the life of one connection as the front sees it.
 *
 * <p>Nothing here reads a socket or a clock. What a peer does wrong is an {@link dev.holdfast.ajp13.AjpViolation}, never an exception, and
 * after one the connection has no further use: AJP has no way to find the next message once one was not understood, and guessing is how
 * one user's bytes came to be read as another user's request (CVE-2011-3190, CVE-2022-36760).
 */
@NullMarked
package dev.holdfast.ajp13;

import org.jspecify.annotations.NullMarked;
