package dev.holdfast.server.deploy;

import java.util.Locale;

/** Where an application is mounted: the rules by which a file name becomes a context path, which are Tomcat's. */
final class ContextPath {
    /** The context path of the root application, as this package writes it. */
    static final String ROOT = "/";

    private static final String WAR = ".war";
    private static final String VERSION = "##";

    private ContextPath() {}

    /**
     * Returns the context path of {@code fileName}: {@code ROOT.war} is {@code /}, {@code a#b.war} is {@code /a/b}, and what follows {@code ##}
     * is a version that takes no part in the path.
     *
     * @throws IllegalArgumentException if nothing is left to make a path of
     */
    static String ofFileName(String fileName) {
        String base = fileName.toLowerCase(Locale.ROOT).endsWith(WAR)
                ? fileName.substring(0, fileName.length() - WAR.length())
                : fileName;
        int version = base.indexOf(VERSION);
        if (version >= 0) {
            base = base.substring(0, version);
        }
        if (base.isEmpty()) {
            throw new IllegalArgumentException("'" + fileName + "' is nothing but a version or an extension");
        }
        return base.equals("ROOT") ? ROOT : explicit("/" + base.replace('#', '/'));
    }

    /**
     * Returns {@code path} if it can be a context path, without a trailing slash.
     *
     * @throws IllegalArgumentException saying what a context path looks like, if it does not
     */
    static String explicit(String path) {
        String trimmed = path.length() > 2 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (trimmed.equals(ROOT)) {
            return ROOT;
        }
        if (!trimmed.startsWith("/") || !hasOnlyNamedSegments(trimmed) || !isPlain(trimmed)) {
            throw new IllegalArgumentException("'" + path + "' is not a context path: expected / or /name[/name]..., "
                    + "without empty, '.' or '..' segments and without any of ?#;%\\\"<> or blanks");
        }
        return trimmed;
    }

    /** Returns what {@code jakarta.servlet.ServletContext.getContextPath} says for {@code path}: the empty string for the root. */
    static String forServlets(String path) {
        return path.equals(ROOT) ? "" : path;
    }

    private static boolean hasOnlyNamedSegments(String path) {
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(String path) {
        return path.chars().noneMatch(c -> c <= ' ' || c == 0x7f || "?#;%\\\"<>".indexOf(c) >= 0);
    }
}
