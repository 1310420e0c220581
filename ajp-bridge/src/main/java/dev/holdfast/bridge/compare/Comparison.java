package dev.holdfast.bridge.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Two answers to one request, field by field. What is different each time is left out: dates, and what session ids and cookies are. */
final class Comparison {
    /** What the body of an application begins with that says what it was told; see the mirror application. */
    static final String MIRROR = "holdfast mirror\n";

    private static final String NONE = "(none)";
    private static final Set<String> VOLATILE =
            Set.of("date", "expires", "last-modified", "age", "keep-alive", "connection");

    private Comparison() {}

    static List<Difference> of(String request, Answer ajp, Answer http) {
        Map<String, String> left = fields(ajp);
        Map<String, String> right = fields(http);
        Set<String> all = new TreeSet<>(left.keySet());
        all.addAll(right.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String field : all) {
            String one = left.getOrDefault(field, NONE);
            String other = right.getOrDefault(field, NONE);
            boolean onlyOneHasIt = one.equals(NONE) || other.equals(NONE);
            // How a name is written matters where both have it.
            if (!one.equals(other) && !(onlyOneHasIt && field.startsWith("headerName."))) {
                differences.add(new Difference(request, 0, field, one, other));
            }
        }
        return differences;
    }

    static boolean isMirrored(Answer answer) {
        return answer.body().startsWith(MIRROR);
    }

    private static Map<String, String> fields(Answer answer) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("response.status", String.valueOf(answer.status()));
        fields.put("response.interim", answer.interim().toString());
        boolean mirrored = isMirrored(answer);
        if (!mirrored) {
            fields.put("response.framing", answer.framing());
            fields.put("response.body", answer.body());
        }
        for (Answer.Field field : answer.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            boolean framing = name.equals("content-length") || name.equals("transfer-encoding");
            if (!VOLATILE.contains(name) && !framing) {
                String value = name.equals("set-cookie") ? withoutValue(field.value()) : field.value();
                fields.merge("response.header." + name, value, (one, other) -> one + " | " + other);
            }
        }
        if (mirrored) {
            answer.body().substring(MIRROR.length()).lines().forEach(line -> {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    fields.merge(
                            line.substring(0, equals), line.substring(equals + 1), (one, other) -> one + " | " + other);
                }
            });
        }
        return fields;
    }

    private static String withoutValue(String cookie) {
        String[] parts = cookie.split(";", -1);
        int equals = parts[0].indexOf('=');
        parts[0] = (equals < 0 ? parts[0] : parts[0].substring(0, equals)) + "=...";
        return List.of(parts).stream()
                .filter(part -> !part.strip().toLowerCase(Locale.ROOT).startsWith("expires="))
                .collect(Collectors.joining(";"));
    }
}
