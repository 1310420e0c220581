package dev.holdfast.ajp13;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods that have a code. PATCH and CONNECT came later than AJP13 and travel as {@code stored_method}. */
final class MethodCodes {
    /** Instead of a code: the method is in the attribute {@code stored_method}. */
    static final int STORED = 0xFF;

    private static final List<String> NAMES = List.of(
            "OPTIONS",
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "TRACE",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "ACL",
            "REPORT",
            "VERSION-CONTROL",
            "CHECKIN",
            "CHECKOUT",
            "UNCHECKOUT",
            "SEARCH",
            "MKWORKSPACE",
            "UPDATE",
            "LABEL",
            "MERGE",
            "BASELINE-CONTROL",
            "MKACTIVITY");

    private static final Map<String, Integer> CODES = codes();

    private MethodCodes() {}

    private static Map<String, Integer> codes() {
        Map<String, Integer> codes = new HashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            codes.put(NAMES.get(i), i + 1);
        }
        return Map.copyOf(codes);
    }

    static int codeOf(String method) {
        return CODES.getOrDefault(method, STORED);
    }

    static @Nullable String nameOf(int code) {
        return code >= 1 && code <= NAMES.size() ? NAMES.get(code - 1) : null;
    }
}
