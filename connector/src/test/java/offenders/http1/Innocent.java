package offenders.http1;

/** What the upward import of its neighbour points at. */
public final class Innocent {}
