package dev.holdfast.words;

import java.util.Arrays;
import java.util.Optional;

/** Whose rules a gateway's pools and balancer follow. */
public enum PoolKind {
    /** Holdfast's own. */
    NATIVE("native"),
    /** mod_jk's. */
    MOD_JK("mod_jk"),
    /** mod_proxy's. */
    MOD_PROXY("mod_proxy");

    /** What is legal, to follow "must be". */
    public static final String LEGAL = "native, mod_jk or mod_proxy";

    private final String text;

    PoolKind(String text) {
        this.text = text;
    }

    /** Returns the kind with this spelling; case counts. */
    public static Optional<PoolKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
