package dev.holdfast.httpd.syntax;

/** Ends the reading of an expression that is legal, and of which nothing here makes what PCRE2 does. */
final class NotUnderstoodException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String construct;

    NotUnderstoodException(String construct) {
        super(construct, null, false, false);
        this.construct = construct;
    }

    /** What is not understood. */
    String construct() {
        return construct;
    }
}
