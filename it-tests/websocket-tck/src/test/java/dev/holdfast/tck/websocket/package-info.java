/** What the WebSocket TCK needs of Arquillian to be run against a server that does not start an application with a broken endpoint. */
@NullMarked
package dev.holdfast.tck.websocket;

import org.jspecify.annotations.NullMarked;
