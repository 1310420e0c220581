package dev.holdfast.mpm;

/**
 * How many child processes there are, and how many workers stand idle.
 *
 * @param slots child processes at the same time, stopping ones included
 * @param maxActive the same without stopping ones
 * @param start how many start at once
 * @param min with fewer idle workers children are started
 * @param max with more, one is stopped
 * @param victim which
 * @param patient whether none is stopped while another still stops and slots would run out
 */
record Spares(int slots, int maxActive, int start, int min, int max, Victim victim, boolean patient) {
    /** Who is stopped where too many are idle: the parent writes one byte to a pipe that all children read. */
    enum Victim {
        /** An idle child: the byte comes with a connection that wakes one. */
        IDLE,
        /** Any child: every one has a thread that reads the pipe. */
        ANY
    }
}
