package dev.holdfast.httpd.syntax;

/** Wildcards as {@code apr_fnmatch} knows them: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]}, and the backslash. */
public final class Glob {
    private Glob() {}

    /** Whether there are wildcards in {@code pattern}. */
    public static boolean isPattern(String pattern) {
        boolean bracket = false;
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '*', '?' -> {
                    return true;
                }
                case '\\' -> i++;
                case '[' -> bracket = true;
                case ']' -> {
                    if (bracket) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    /** Whether the whole path matches; a wildcard matches no slash (FNM_PATHNAME). In time as {@link #matches}. */
    public static boolean matchesPath(String pattern, String path) {
        String[] patterns = pattern.split("/", -1);
        String[] segments = path.split("/", -1);
        if (patterns.length != segments.length) {
            return false;
        }
        for (int i = 0; i < patterns.length; i++) {
            if (!matchesSegment(patterns[i], segments[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the whole of a file's name matches, of which a leading period is matched by a period only (FNM_PERIOD); in time proportional to
     * the product of the lengths at worst.
     */
    static boolean matches(String pattern, String name) {
        boolean hidden = name.startsWith(".") && !pattern.startsWith(".") && !pattern.startsWith("\\.");
        return !hidden && matchesSegment(pattern, name);
    }

    private static boolean matchesSegment(String pattern, String name) {
        int p = 0;
        int n = 0;
        int starAt = -1;
        int starName = 0;
        while (n < name.length()) {
            int next = p < pattern.length() && pattern.charAt(p) != '*' ? matchOne(pattern, p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                starAt = ++p;
                starName = n;
            } else if (starAt >= 0) {
                p = starAt;
                n = ++starName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Returns where the pattern goes on after one character of it has matched {@code c}, or -1. */
    private static int matchOne(String pattern, int p, char c) {
        char first = pattern.charAt(p);
        if (first == '?') {
            return p + 1;
        }
        if (first == '[') {
            return matchBracket(pattern, p, c);
        }
        if (first == '\\' && p + 1 < pattern.length()) {
            return pattern.charAt(p + 1) == c ? p + 2 : -1;
        }
        return first == c ? p + 1 : -1;
    }

    private static int matchBracket(String pattern, int p, char c) {
        int at = p + 1;
        boolean negated = at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^');
        if (negated) {
            at++;
        }
        boolean found = false;
        int first = at;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
            char low = pattern.charAt(at);
            char high = low;
            if (at + 2 < pattern.length() && pattern.charAt(at + 1) == '-' && pattern.charAt(at + 2) != ']') {
                high = pattern.charAt(at + 2);
                at += 2;
            }
            found |= c >= low && c <= high;
            at++;
        }
        if (at >= pattern.length()) {
            // No closing bracket: the opening one stands for itself.
            return c == '[' ? p + 1 : -1;
        }
        return found != negated ? at + 1 : -1;
    }
}
