package dev.holdfast.bridge.httpd;

/**
 * A text of a client's in which a regular expression looks at {@value #MOST} characters at most. A path of a few thousand segments could keep an
 * expression with three stars busy for minutes. PCRE gives up after so many steps, too; httpd then takes the path for one that does not match.
 */
final class BoundedText implements CharSequence {
    static final int MOST = 10_000_000;

    private final String text;
    private int left = MOST;

    BoundedText(String text) {
        this.text = text;
    }

    /** @throws ExceededException if that was one too many */
    @Override
    public char charAt(int index) {
        if (left-- == 0) {
            throw new ExceededException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    /** An expression has not come to an end. */
    static final class ExceededException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ExceededException() {
            super("a regular expression looked at more than " + MOST + " characters", null, false, false);
        }
    }
}
