/**
 * Sessions that outlive their application: kept when it is stopped, and given back to clients that come back to its successor, in this process or the
 * next one.
 */
@NullMarked
package dev.holdfast.server.sessions;

import org.jspecify.annotations.NullMarked;
