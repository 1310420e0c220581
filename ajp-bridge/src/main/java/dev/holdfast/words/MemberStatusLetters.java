package dev.holdfast.words;

import dev.holdfast.balance.Activation;
import java.util.Optional;

/** mod_proxy's {@code status=} of a member: letters, with + or - before them. */
record MemberStatusLetters(
        Activation activation, boolean hotStandby, boolean hotSpare, boolean ignoreErrors, boolean inError) {
    static final MemberStatusLetters NONE = new MemberStatusLetters(Activation.ACTIVE, false, false, false, false);

    static final String LEGAL =
            "letters out of D, S (stopped), N (drain), H (hot standby), R (hot spare), I (ignore errors), E (in error) with + or - before them";

    private static final String LETTERS = "DSNHRIE";

    static Optional<MemberStatusLetters> parse(String text) {
        boolean[] set = new boolean[LETTERS.length()];
        boolean on = true;
        for (int i = 0; i < text.length(); i++) {
            char c = Character.toUpperCase(text.charAt(i));
            int letter = LETTERS.indexOf(c);
            if (c == '+' || c == '-') {
                on = c == '+';
            } else if (letter >= 0) {
                set[letter] = on;
            } else {
                return Optional.empty();
            }
        }
        Activation activation =
                set[0] || set[1] ? Activation.STOPPED : set[2] ? Activation.DISABLED : Activation.ACTIVE;
        return Optional.of(new MemberStatusLetters(activation, set[3], set[4], set[5], set[6]));
    }
}
