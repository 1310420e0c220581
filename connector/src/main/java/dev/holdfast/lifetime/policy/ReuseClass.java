package dev.holdfast.lifetime.policy;

import java.util.Locale;

/**
 * Connections whose next request is expected alike, as a small number. What tells them apart is kept to a few facts: every class has to
 * learn for itself.
 */
public final class ReuseClass {
    private static final int CLIENTS = ClientKind.values().length;
    private static final int VERSIONS = 2;
    private static final int ORDINALS = 3;

    /** How many classes there are; their numbers are 0 to this less one. At most 64. */
    public static final int COUNT = ResponseKind.values().length * CLIENTS * VERSIONS * ORDINALS;

    private static final String[] NAMES = new String[COUNT];

    static {
        for (ResponseKind response : ResponseKind.values()) {
            for (ClientKind client : ClientKind.values()) {
                String kinds = (response + "/" + client).toLowerCase(Locale.ROOT);
                for (String version : new String[] {"1.0", "1.1"}) {
                    String name = kinds + "/" + version;
                    NAMES[of(response, client, version.equals("1.0"), 1)] = name + "/1";
                    NAMES[of(response, client, version.equals("1.0"), 2)] = name + "/2-4";
                    NAMES[of(response, client, version.equals("1.0"), 5)] = name + "/5+";
                }
            }
        }
    }

    private ReuseClass() {}

    /**
     * Returns the class of a connection after a response.
     *
     * @param http10 whether the request was of HTTP/1.0
     * @param requests how many requests the connection has carried, this one included; 1 or more. First, second to fourth and later ones are
     *     told apart
     */
    public static int of(ResponseKind response, ClientKind client, boolean http10, int requests) {
        int ordinal = requests <= 1 ? 0 : requests <= 4 ? 1 : 2;
        int version = http10 ? 0 : 1;
        return ((number(response) * CLIENTS + number(client)) * VERSIONS + version) * ORDINALS + ordinal;
    }

    /**
     * Returns what a class stands for, for reports: {@code page/browser/1.1/2-4}.
     *
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public static String describe(int reuseClass) {
        return NAMES[reuseClass];
    }

    private static int number(ResponseKind response) {
        return switch (response) {
            case PAGE -> 0;
            case ASSET -> 1;
            case API -> 2;
        };
    }

    private static int number(ClientKind client) {
        return switch (client) {
            case BROWSER -> 0;
            case PROGRAM -> 1;
            case PROXY -> 2;
        };
    }
}
