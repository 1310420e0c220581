package dev.holdfast.server.deploy;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which host an application, or a request, is for: a name in lower case, without a port and without a dot at its end (RFC 9110, section 7.2). */
public final class HostName {
    /** The host of applications that name none, and of requests for a host that none of them names. It is WildFly's name for it. */
    public static final String DEFAULT = "default-host";

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    private HostName() {}

    /**
     * Returns the host that {@code text} names.
     *
     * @throws IllegalArgumentException saying what a host's name looks like, if it is none
     */
    public static String of(String text) {
        String name = plain(text.strip());
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + text.strip()
                    + "' is not the name of a host: expected one such as shop.example.com, without a port");
        }
        return name;
    }

    /** Returns the host that a request with that {@code Host} is for; the default where it has none, or no name. */
    static String ofRequest(@Nullable String host) {
        if (host == null) {
            return DEFAULT;
        }
        int port = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        return plain(port < 0 ? host : host.substring(0, port));
    }

    private static String plain(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return lowerCase.endsWith(".") ? lowerCase.substring(0, lowerCase.length() - 1) : lowerCase;
    }
}
