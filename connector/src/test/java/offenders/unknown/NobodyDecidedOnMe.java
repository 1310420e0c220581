package offenders.unknown;

/** Breaks the rule that every package states what it may import. */
final class NobodyDecidedOnMe {}
