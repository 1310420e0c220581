package dev.holdfast.demo;

/** Text inside HTML. */
public final class Html {
    private Html() {}

    /** Returns {@code text} so that HTML shows it as it is. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
