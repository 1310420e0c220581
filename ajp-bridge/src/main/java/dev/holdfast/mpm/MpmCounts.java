package dev.holdfast.mpm;

/**
 * What a front holds at one instant.
 *
 * @param children child processes, stopping ones included
 * @param listening children that take connections
 * @param workers workers in all of them
 * @param idleWorkers workers that do nothing
 * @param connections all connections
 * @param keepAlive those that wait for a next request
 * @param lingering those that are being closed
 */
public record MpmCounts(
        int children, int listening, int workers, int idleWorkers, int connections, int keepAlive, int lingering) {}
