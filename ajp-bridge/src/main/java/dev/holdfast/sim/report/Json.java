package dev.holdfast.sim.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, numbers and null as JSON (RFC 8259); a number that is none is null. */
public final class Json {
    private static final String INDENT = "  ";
    private static final int DECIMALS = 9;
    private static final int MOST_DIGITS = 15;

    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /** Returns it as text. */
    public static String write(Map<String, ? extends @Nullable Object> object) {
        Json json = new Json();
        json.value(object, "");
        return json.text.append('\n').toString();
    }

    private void value(@Nullable Object value, String indent) {
        if (value instanceof Map<?, ?> object) {
            object(object, indent);
        } else if (value instanceof List<?> list) {
            list(list, indent);
        } else if (value instanceof Double number) {
            text.append(Double.isFinite(number) ? rounded(number) : "null");
        } else if (value instanceof Number || value == null) {
            text.append(value);
        } else {
            quote(value.toString());
        }
    }

    private void object(Map<?, ?> object, String indent) {
        text.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = object.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            text.append('\n').append(indent).append(INDENT);
            quote(String.valueOf(entry.getKey()));
            text.append(": ");
            value(entry.getValue(), indent + INDENT);
            text.append(entries.hasNext() ? "," : "\n" + indent);
        }
        text.append('}');
    }

    private void list(List<?> list, String indent) {
        text.append('[');
        for (int i = 0; i < list.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            value(list.get(i), indent);
        }
        text.append(']');
    }

    /** Nine decimals, so that parts of a mean add up to it, and nine digits at least; fewer than what sums of floating-point numbers invent. */
    private static String rounded(double number) {
        BigDecimal exact = new BigDecimal(number);
        int beforeThePoint = Math.max(0, exact.precision() - exact.scale());
        return exact.round(new MathContext(Math.min(MOST_DIGITS, beforeThePoint + DECIMALS)))
                .stripTrailingZeros()
                .toPlainString();
    }

    private void quote(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
