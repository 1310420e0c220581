package dev.holdfast.lint;

import java.util.Collection;
import java.util.Map;

/** Writes maps, collections, text, numbers and booleans as JSON, with two blanks for each level. */
final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    static String of(Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.out.append('\n').toString();
    }

    private void value(Object value, String line) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = line + "  ";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                text(String.valueOf(entry.getKey()));
                out.append(": ");
                value(entry.getValue(), line + "  ");
                separator = "," + line + "  ";
            }
            out.append(map.isEmpty() ? "}" : line + "}");
        } else if (value instanceof Collection<?> collection) {
            out.append('[');
            String separator = line + "  ";
            for (Object element : collection) {
                out.append(separator);
                value(element, line + "  ");
                separator = "," + line + "  ";
            }
            out.append(collection.isEmpty() ? "]" : line + "]");
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            text(String.valueOf(value));
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
