package dev.holdfast.sim;

/**
 * The system at one instant.
 *
 * @param nanos from the start
 * @param children child processes of the front
 * @param busy workers with a request
 * @param idleHeld workers with a connection and no request
 * @param lingering workers that wait for a user's FIN
 * @param idle workers with nothing
 * @param connections connections the front has
 * @param acceptQueue connections in its listen queue
 * @param ajpConnections AJP connections open
 * @param backThreads back-end threads in use
 * @param completed requests answered so far
 */
public record Sample(
        long nanos,
        int children,
        int busy,
        int idleHeld,
        int lingering,
        int idle,
        int connections,
        long acceptQueue,
        long ajpConnections,
        long backThreads,
        long completed) {}
