package dev.holdfast.http1;

/**
 * Where in the extensions of a chunk a reader is: {@code *( ";" name [ "=" ( token / quoted-string ) ] )} (RFC 9112 section 7.1.1).
 *
 * <p>Nobody here wants an extension, yet their grammar is kept to: what one reader takes for a quoted line end another takes for the end of the
 * line, and then the two disagree about where the chunk begins. For the same reason the white space that senders must not generate there is
 * refused rather than skipped.
 */
enum ChunkExtension {
    /** Behind a semicolon. */
    NAME_START,
    /** In a name, which may be all there is. */
    NAME,
    /** Behind an equals sign. */
    VALUE_START,
    /** In a value that is a token. */
    VALUE,
    /** Between two quotation marks. */
    QUOTED,
    /** Behind a backslash between two quotation marks. */
    ESCAPED,
    /** Behind the closing quotation mark. */
    QUOTED_END,
    /** The grammar is broken. */
    BROKEN;

    /** Returns where {@code b} leads. */
    ChunkExtension next(byte b) {
        return switch (this) {
            case NAME_START -> Grammar.isTokenCharacter(b) ? NAME : BROKEN;
            case NAME -> b == '=' ? VALUE_START : Grammar.isTokenCharacter(b) ? NAME : nextExtension(b);
            case VALUE_START -> b == '"' ? QUOTED : Grammar.isTokenCharacter(b) ? VALUE : BROKEN;
            case VALUE -> Grammar.isTokenCharacter(b) ? VALUE : nextExtension(b);
            case QUOTED -> b == '"' ? QUOTED_END : b == '\\' ? ESCAPED : quoted(b);
            case ESCAPED -> quoted(b);
            case QUOTED_END -> nextExtension(b);
            case BROKEN -> BROKEN;
        };
    }

    /** Returns whether the line may end here. */
    boolean mayEnd() {
        return this == NAME || this == VALUE || this == QUOTED_END;
    }

    private static ChunkExtension nextExtension(byte b) {
        return b == ';' ? NAME_START : BROKEN;
    }

    private static ChunkExtension quoted(byte b) {
        return Grammar.isFieldValueCharacter(b) ? QUOTED : BROKEN;
    }
}
