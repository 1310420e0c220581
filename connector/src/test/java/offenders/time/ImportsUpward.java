package offenders.time;

import offenders.http1.Innocent;

/** Breaks the rule that time imports nothing of ours. */
final class ImportsUpward {
    private final Innocent innocent = new Innocent();

    @Override
    public String toString() {
        return "imports " + (innocent == null);
    }
}
