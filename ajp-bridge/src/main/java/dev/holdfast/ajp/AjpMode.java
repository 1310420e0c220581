package dev.holdfast.ajp;

/** Whether a connection needs a thread while it rests. */
public enum AjpMode {
    /** No: a thread is taken only while a request runs, as in Tomcat's NIO connector. */
    EVENT,
    /** Yes: each connection has one for as long as it lives, as in JBoss Web's JIO connector and Tomcat's BIO connector. */
    BLOCKING
}
