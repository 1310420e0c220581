package dev.holdfast.bridge.httpd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request as httpd takes it: decoded, slashes merged, dots resolved. A character is a byte, whatever it means.
 *
 * <p>Unlike httpd this refuses a segment that a servlet container would take for dots, {@code ..;x}: it would leave the mount behind it.
 *
 * @param raw as the client wrote it
 * @param decoded what mounts are compared with; empty where {@code refusal} is not 0
 * @param refusal the status that the request is answered with because of its path, or 0
 */
record RequestPath(String raw, String decoded, int refusal) {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int MAX_BYTE = 0xFF;
    private static final String UNESCAPED = "$-_.+!*'(),;:@&=~/";

    static RequestPath of(String raw) {
        if (!raw.startsWith("/")) {
            return new RequestPath(raw, "", NOT_FOUND);
        }
        StringBuilder bytes = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            int value = raw.charAt(i);
            if (value == '%') {
                value = i + 2 < raw.length() ? hex(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
                i += 2;
                if (value == 0 || value == '/') {
                    // httpd's answer, since what lies behind might take it otherwise.
                    return new RequestPath(raw, "", NOT_FOUND);
                }
            }
            if (value < 0 || value > MAX_BYTE) {
                return new RequestPath(raw, "", BAD_REQUEST);
            }
            bytes.append((char) value);
        }
        return normalized(raw, bytes.toString());
    }

    private static int hex(char high, char low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : first * 16 + second;
    }

    private static RequestPath normalized(String raw, String path) {
        List<String> kept = new ArrayList<>();
        boolean slash = false;
        for (String segment : path.substring(1).split("/", -1)) {
            slash = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                if (kept.isEmpty()) {
                    return new RequestPath(raw, "", BAD_REQUEST);
                }
                kept.remove(kept.size() - 1);
            } else if (!slash) {
                if (segment.matches("\\.\\.?;[\\s\\S]*")) {
                    return new RequestPath(raw, "", BAD_REQUEST);
                }
                kept.add(segment);
            }
        }
        String joined = "/" + String.join("/", kept);
        return new RequestPath(raw, slash && !kept.isEmpty() ? joined + "/" : joined, 0);
    }

    /** Returns the path without the parameters of its segments, as a servlet container maps it. */
    String withoutParameters() {
        StringBuilder out = new StringBuilder(decoded.length());
        boolean parameter = false;
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            parameter = c == ';' || (parameter && c != '/');
            if (!parameter) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Returns what follows the first {@code length} characters of {@link #withoutParameters}, with its parameters. */
    String restWithParameters(int length) {
        int at = 0;
        boolean parameter = false;
        for (int left = length; at < decoded.length() && left > 0; at++) {
            char c = decoded.charAt(at);
            parameter = c == ';' || (parameter && c != '/');
            left -= parameter ? 0 : 1;
        }
        return decoded.substring(at);
    }

    /** Returns {@code path}, whose characters are bytes, as httpd sends it to a back end. */
    static String encode(String path) {
        StringBuilder out = new StringBuilder(path.length() + 16);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || UNESCAPED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4 & 0xF, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
            }
        }
        return out.toString();
    }

    /** Returns text of a configuration file with a character for each byte. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
