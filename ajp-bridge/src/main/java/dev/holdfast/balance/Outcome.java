package dev.holdfast.balance;

/** How a request that a member was chosen for ended, as far as it says something about the member. */
public enum Outcome {
    /** The member answered, whatever its status. */
    ANSWERED,
    /** The member answered with a status that counts as a failure (mod_jk's fail_on_status, mod_proxy's failonstatus). */
    FAILED_STATUS,
    /** The member answered with a status that another may be asked instead of, and that says nothing of it (a negative fail_on_status). */
    UNWANTED_STATUS,
    /** All connections to it were in use: the request never left. */
    NO_CONNECTION,
    /** It could not be connected to, in time or at all. */
    CONNECT_FAILED,
    /** It was connected and did not answer a CPING in time. */
    PING_FAILED,
    /** It took the request and sent nothing for replyTimeout. */
    REPLY_TIMEOUT,
    /** The same, by the rules of a front that takes it for the request's fault unless it is told otherwise (mod_proxy's failontimeout). */
    EXCUSED_TIMEOUT,
    /** It took the request, or part of it, and then closed the connection or broke the protocol. */
    BROKEN,
    /** The client went away, or its request was refused: nothing was learnt of the member. */
    CLIENT
}
