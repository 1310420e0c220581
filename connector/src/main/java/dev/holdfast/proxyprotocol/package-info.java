/**
 * The header that a proxy puts before a connection it relays, to say whose it is: the PROXY protocol, versions 1 and 2, after HAProxy's
 * {@code proxy-protocol.txt}. Bytes in, addresses out.
 */
@NullMarked
package dev.holdfast.proxyprotocol;

import org.jspecify.annotations.NullMarked;
