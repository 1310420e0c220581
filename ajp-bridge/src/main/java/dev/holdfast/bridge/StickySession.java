package dev.holdfast.bridge;

/**
 * Where a request names the session it belongs to. Both names are compared with their case.
 *
 * @param cookie the session's cookie; default {@code JSESSIONID}
 * @param pathParameter the parameter of the path for clients without cookies; default {@code jsessionid}. It is looked for before the cookie
 * @param scolonPathDelim (scolonpathdelim) whether a semicolon ends the parameter's value; mod_proxy alone knows it, default false
 */
public record StickySession(String cookie, String pathParameter, boolean scolonPathDelim) {
    /** {@code JSESSIONID} and {@code jsessionid}. */
    public static final StickySession DEFAULT = new StickySession("JSESSIONID", "jsessionid");

    /** @throws IllegalArgumentException where either is empty */
    public StickySession {
        if (cookie.isEmpty() || pathParameter.isEmpty()) {
            throw new IllegalArgumentException("cookie and pathParameter must not be empty");
        }
    }

    /** With the last component at its default. */
    public StickySession(String cookie, String pathParameter) {
        this(cookie, pathParameter, false);
    }
}
