package dev.holdfast.httpd;

/** A Location or LocationMatch: a path with wildcards, or a regular expression. */
public record LocationScope(String path, boolean regex) {}
