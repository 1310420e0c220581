package dev.holdfast.connector;

/** Whether clients are asked for a certificate. httpd's {@code SSLVerifyClient}. */
public enum ClientAuth {
    /** They are not asked. */
    NONE,
    /** They are asked, and may do without; one that is not trusted ends the handshake. */
    WANT,
    /** They are asked, and refused without one that is trusted. */
    NEED
}
