package dev.holdfast.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** How far apart two spellings are, for guessing what was meant. */
public final class Spelling {
    private Spelling() {}

    /**
     * Returns the one of {@code words}, not empty, that is the fewest single-character edits away from {@code text}; where only the section
     * before the last dot is missing, the first.
     */
    public static String nearest(String text, Collection<String> words) {
        return words.stream()
                .filter(word -> word.endsWith("." + text))
                .findFirst()
                .orElseGet(() -> words.stream()
                        .min(Comparator.comparingInt(word -> distance(word, text)))
                        .orElseThrow());
    }

    /** Returns the Levenshtein distance of the two, upper and lower case being the same letter. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
