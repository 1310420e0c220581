package dev.holdfast.server.deploy.app;

/** What pages call. */
public final class PageFunctions {
    private PageFunctions() {}

    /** Returns {@code text} without the blanks around it. */
    public static String trim(String text) {
        return text.strip();
    }
}
