package dev.holdfast.http1;

/** Request targets that need no decoding, as most: a path and no more, of characters that stand for themselves (RFC 3986 section 3.3). */
public final class PlainPath {
    private PlainPath() {}

    /** Returns whether {@code target} begins with a slash and has neither escapes nor parameters nor a query. */
    public static boolean is(String target) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            return false;
        }
        for (int i = 1; i < target.length(); i++) {
            if (!Grammar.isPlainPathCharacter(target.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
