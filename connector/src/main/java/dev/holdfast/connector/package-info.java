/**
 * The public API of the connector: {@link dev.holdfast.connector.HttpConnector}, its settings and its statistics.
 *
 * <p>{@code HttpConnector} is the one class here that looks down into {@code .undertow} and {@code .xnio}, because it puts the parts
 * together; settings and statistics are plain data that those packages read and write.
 */
@NullMarked
package dev.holdfast.connector;

import org.jspecify.annotations.NullMarked;
