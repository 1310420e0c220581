package dev.holdfast.fidelity;

/** How near what is measured is to what was predicted. */
enum Verdict {
    /** Nearer than the bar, in which what such runs give by chance is too. */
    WITHIN("within the bar"),
    /** Chance alone reaches beyond the bar: what is measured says nothing of the model. */
    UNDECIDED("not decided by this run"),
    /** The model is wrong, or the measurement. */
    MISSED("MISSED");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
