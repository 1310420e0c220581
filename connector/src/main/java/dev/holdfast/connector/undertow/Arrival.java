package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.ConnectionMachine;

/**
 * A connection as it was accepted.
 *
 * @param number counts the connections of its listener, from 1
 * @param acceptedAt when, by the connector's clock
 * @param machine its life from the accept on
 */
record Arrival(long number, long acceptedAt, ConnectionMachine machine) {}
