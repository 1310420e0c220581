package dev.holdfast.sim;

/** How far a connection is on its way into a {@link ListenQueue}. */
final class Handshake {
    /** Its SYN was let in, and answered: for the client it is established. */
    boolean letIn;
    /** When that was. */
    long letInAt;
    /** When the client sent what it sent last, its SYN or its first bytes. */
    long sentAt;
    /** By how much its processor's ticks are behind the first one's. */
    long skew;
    /** How often the client has sent its SYN, or its first bytes, again. */
    int again;
    /** When it sends its first bytes the next time; they are there already if that is past. */
    long bytesAt;
    /** How often the SYN was answered again. */
    int answeredAgain;
    /** When it is answered the next time. */
    long answerAt;
}
