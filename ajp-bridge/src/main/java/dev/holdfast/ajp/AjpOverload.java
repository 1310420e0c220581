package dev.holdfast.ajp;

/** What becomes of a connection for which the blocking mode has no thread. */
public enum AjpOverload {
    /** It is left in the kernel's queue, as by Tomcat's BIO connector: its front finds it open, and waits. */
    BACKLOG,
    /** It is accepted and closed at once, as by JBoss Web's JIO connector: its front finds out, and tries elsewhere. */
    CLOSE
}
