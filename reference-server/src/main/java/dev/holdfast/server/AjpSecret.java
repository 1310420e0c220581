package dev.holdfast.server;

import org.jspecify.annotations.Nullable;

/**
 * The secret of this JVM's AJP listeners. Undertow reads it from system properties once, when its listener's class is loaded, and refuses to
 * listen at all if it is told neither a secret nor that none is required.
 */
final class AjpSecret {
    private static final String SECRET = "io.undertow.ajp.AJP_SECRET";
    private static final String REQUIRED = "io.undertow.ajp.REQUIRE_AJP_SECRET";

    private AjpSecret() {}

    /**
     * Makes every AJP listener of this JVM ask for {@code secret}, or for none.
     *
     * @throws IllegalStateException if an earlier one asks for another
     */
    static synchronized void use(@Nullable String secret) {
        String wanted = secret == null ? "" : secret;
        String inUse = System.getProperty(SECRET);
        if (inUse == null) {
            System.setProperty(SECRET, wanted);
            System.setProperty(REQUIRED, String.valueOf(secret != null));
        } else if (!inUse.equals(wanted)) {
            throw new IllegalStateException("one JVM's AJP listeners share one secret, and another is in use already");
        }
    }
}
