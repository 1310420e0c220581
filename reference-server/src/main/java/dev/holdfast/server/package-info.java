/** The server as one thing: {@link dev.holdfast.server.HoldfastServer} puts listeners and applications together. */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
