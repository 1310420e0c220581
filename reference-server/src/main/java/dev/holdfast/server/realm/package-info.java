/**
 * Realms: who may log in to applications, whose passwords and roles are kept by the server, in a database or in a directory. What a client shows and
 * how it is asked is the concern of {@code dev.holdfast.server.deploy}.
 */
@NullMarked
package dev.holdfast.server.realm;

import org.jspecify.annotations.NullMarked;
