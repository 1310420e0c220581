package dev.holdfast.sim;

/** Who looked at the time that a request took. */
public enum Clock {
    /** Its user. */
    TESTER,
    /** The front, with httpd's %D. */
    FRONT,
    /** The back end. */
    BACK
}
