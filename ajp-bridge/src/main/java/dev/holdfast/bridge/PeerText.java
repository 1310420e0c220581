package dev.holdfast.bridge;

/** Text of a peer's, made fit for a line of the log: it can be as long as a request's head and hold whatever a peer likes. */
final class PeerText {
    static final int MAX_CHARS = 200;

    private PeerText() {}

    /** Returns the first {@value #MAX_CHARS} characters, each that is not printable ASCII as its code; dots stand for the rest. */
    static String loggable(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_CHARS); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                line.append(c);
            } else {
                line.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > MAX_CHARS ? line + "..." : line.toString();
    }
}
