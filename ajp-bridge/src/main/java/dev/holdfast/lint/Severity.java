package dev.holdfast.lint;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
    /** It does not work, or lets strangers in. */
    ERROR,
    /** It will fail under load, or already does something else than it says. */
    WARNING,
    /** Worth knowing; nothing fails because of it alone. */
    NOTE;

    /** The name in small letters, which is also SARIF's. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
