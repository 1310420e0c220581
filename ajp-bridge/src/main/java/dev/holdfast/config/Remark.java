package dev.holdfast.config;

/**
 * Something in a configuration that did not become a setting as it stands. Every directive becomes a setting, a mount, a worker, or a
 * remark.
 *
 * @param origin where it is written
 * @param kind what became of it
 * @param directive its name as written, for parameters with the directive's before it ({@code ProxyPass flushwait})
 * @param why one sentence without a full stop
 */
public record Remark(Origin origin, Kind kind, String directive, String why) {
    /** What became of it. */
    public enum Kind {
        /** Known, and of no consequence for proxied requests: logs, files on disk, CGI. */
        NO_EFFECT,
        /** Known, and of consequence for proxied requests, which will not come about here. */
        UNSUPPORTED,
        /** No directive of httpd's own modules or mod_jk has this name, or none that is loaded. */
        UNKNOWN,
        /** The product itself takes no notice of it, or takes it otherwise than it looks. */
        IGNORED,
        /** The product itself replaces the value by another. */
        ADJUSTED,
        /** It works, but the product's manual says to use another name. */
        DEPRECATED,
        /** A section whose condition does not hold, with all that is in it. */
        SKIPPED
    }

    /** Whether the configuration means something here that it will not do. */
    public boolean isGap() {
        return kind == Kind.UNSUPPORTED || kind == Kind.UNKNOWN;
    }

    /** {@code file:line: directive: why (kind)}. */
    @Override
    public String toString() {
        return origin + ": " + directive + ": " + why + " (" + kind + ")";
    }
}
