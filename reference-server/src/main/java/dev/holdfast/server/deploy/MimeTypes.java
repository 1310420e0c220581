package dev.holdfast.server.deploy;

import io.undertow.servlet.api.MimeMapping;
import java.util.List;
import java.util.Map;

/**
 * Media types of files beside those that Undertow knows, where an application says nothing else: those that browsers insist on, as for modules of JavaScript and
 * WebAssembly, and those that they can show or that have been registered since.
 */
final class MimeTypes {
    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("js", "text/javascript"),
            Map.entry("mjs", "text/javascript"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("otf", "font/otf"),
            Map.entry("avif", "image/avif"),
            Map.entry("jxl", "image/jxl"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("aac", "audio/aac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("m4v", "video/mp4"),
            Map.entry("ogv", "video/ogg"),
            Map.entry("atom", "application/atom+xml"),
            Map.entry("rss", "application/rss+xml"),
            Map.entry("xslt", "application/xslt+xml"),
            Map.entry("wsdl", "application/wsdl+xml"),
            Map.entry("dtd", "application/xml-dtd"),
            Map.entry("jar", "application/java-archive"),
            Map.entry("epub", "application/epub+zip"),
            Map.entry("ics", "text/calendar"),
            Map.entry("md", "text/markdown"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"));

    private MimeTypes() {}

    static List<MimeMapping> mappings() {
        return BY_EXTENSION.entrySet().stream()
                .map(type -> new MimeMapping(type.getKey(), type.getValue()))
                .toList();
    }
}
