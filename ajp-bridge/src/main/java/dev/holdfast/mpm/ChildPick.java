package dev.holdfast.mpm;

/** Which of several child processes gets a connection that all of them would take: a property of the system below httpd. */
public enum ChildPick {
    /** Any, with equal chances. The default of event, whose children are all woken and race. */
    UNIFORM,
    /** The one that has waited longest: accept(2) wakes its callers in this order. The default of prefork and worker. */
    LONGEST_WAITING,
    /** The one that has waited least. */
    LAST_WAITING,
    /** The one with the fewest connections, and of those the one with the lowest number. */
    LEAST_LOADED
}
