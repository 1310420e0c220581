package dev.holdfast.pool;

/**
 * mod_jk's recovery_options: which requests may be sent again after an exchange in which the back end may have acted on them. Without any bit all
 * may, whatever their method.
 *
 * <pre>
 *  1  none that was sent
 *  2  none of whose response anything has come
 *  4  closes the connection to the back end when the client is lost; a gateway always does, so that it changes nothing
 *  8  HEAD is sent again in spite of 1
 * 16  GET is sent again in spite of 1
 * </pre>
 *
 * <p>These are the documented meanings. mod_jk's code leaves 16 out where 8 is set too.
 *
 * @param bits the sum of those that are set; 0 to 31, default 0
 */
public record RecoveryOptions(int bits) {
    /** What mod_jk does by default: all may. */
    public static final RecoveryOptions ALL = new RecoveryOptions(0);

    private static final int MAX_BITS = 31;
    private static final int NOT_ONCE_SENT = 1;
    private static final int NOT_ONCE_ANSWERED = 2;
    private static final int ALWAYS_HEAD = 8;
    private static final int ALWAYS_GET = 16;

    /** @throws IllegalArgumentException naming recoveryOptions where {@code bits} is out of range */
    public RecoveryOptions {
        if (bits < 0 || bits > MAX_BITS) {
            throw new IllegalArgumentException("recoveryOptions must be 0 to " + MAX_BITS + ": " + bits);
        }
    }

    /** Returns the options that mod_jk reads from such a number: it looks at the bits it knows. */
    public static RecoveryOptions ofAny(int number) {
        return new RecoveryOptions(number & MAX_BITS);
    }

    /**
     * Returns whether a request that was sent may be sent again.
     *
     * @param answered whether any of its response has come
     */
    public boolean allow(String method, boolean answered) {
        if (answered) {
            return !has(NOT_ONCE_ANSWERED);
        }
        return !has(NOT_ONCE_SENT)
                || (has(ALWAYS_HEAD) && method.equals("HEAD"))
                || (has(ALWAYS_GET) && method.equals("GET"));
    }

    private boolean has(int bit) {
        return (bits & bit) != 0;
    }
}
