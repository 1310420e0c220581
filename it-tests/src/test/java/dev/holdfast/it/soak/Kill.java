package dev.holdfast.it.soak;

/** The ways in which a client goes away, or stays away. */
enum Kill {
    RST_BEFORE_A_BYTE,
    FIN_BEFORE_A_BYTE,
    RST_IN_HEAD,
    FIN_IN_HEAD,
    RST_IN_BODY,
    FIN_IN_BODY,
    RST_IN_RESPONSE,
    CLOSE_IN_RESPONSE,
    /** FIN after whole requests: every answer is owed. */
    HALF_CLOSE,
    SILENT_BEFORE_A_BYTE,
    /** 408 is owed. */
    SILENT_IN_HEAD,
    /** While a worker waits for it. */
    SILENT_IN_BODY,
    /** While no thread waits for it. */
    SILENT_IN_ASYNCHRONOUS_BODY,
    /** Asks for much and reads none of it. */
    SILENT_IN_RESPONSE
}
