package dev.holdfast.lint;

import java.nio.charset.StandardCharsets;

/** How reports write paths: those in the working directory relative to it. */
record Paths(String workingDirectory) {
    private static final String UNRESERVED = "-._~/";

    String display(String path) {
        return isBelow(path) ? path.substring(prefix().length()) : path;
    }

    boolean isBelow(String path) {
        return path.startsWith(prefix());
    }

    private String prefix() {
        return workingDirectory.endsWith("/") ? workingDirectory : workingDirectory + "/";
    }

    /** A relative reference in the working directory, else a file URI. */
    String uri(String path) {
        StringBuilder uri = new StringBuilder(isBelow(path) ? "" : "file://");
        for (byte octet : display(path).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if ((c < 0x80 && Character.isLetterOrDigit(c)) || UNRESERVED.indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
