package dev.holdfast.backend;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import java.util.Map;

/** {@code ${...}} in attributes: of Tomcat {@code ${name}} and {@code ${name:-default}}, of WildFly {@code ${name,other:default}}. */
final class Expressions {
    private static final int MAX_LENGTH = 65_536;
    private static final int MAX_DEPTH = 16;

    private final Map<String, String> properties;
    private final String defaultMark;
    private final boolean mustHaveValue;

    private Expressions(Map<String, String> properties, String defaultMark, boolean mustHaveValue) {
        this.properties = properties;
        this.defaultMark = defaultMark;
        this.mustHaveValue = mustHaveValue;
    }

    /** Tomcat leaves a name without value as it is. */
    static Expressions ofTomcat(Map<String, String> properties) {
        return new Expressions(properties, ":-", false);
    }

    /** WildFly does not start with a name without value; {@code env.NAME} is the environment's. */
    static Expressions ofWildFly(Map<String, String> properties) {
        return new Expressions(properties, ":", true);
    }

    /** Returns {@code text} with expressions replaced. */
    String resolve(String text, Origin origin) {
        return resolve(text, origin, 0);
    }

    private String resolve(String text, Origin origin, int depth) {
        if (depth > MAX_DEPTH || text.length() > MAX_LENGTH) {
            throw new ConfigurationException(origin, "expressions are too deep or too long: " + Values.printable(text));
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        int start = text.indexOf("${");
        while (start >= 0) {
            int end = end(text, start + 2);
            if (end < 0) {
                break;
            }
            out.append(text, at, start).append(value(text.substring(start + 2, end), origin, depth));
            at = end + 1;
            start = text.indexOf("${", at);
        }
        return out.append(text, at, text.length()).toString();
    }

    private static int end(String text, int from) {
        int nested = 0;
        for (int i = from; i < text.length(); i++) {
            if (text.startsWith("${", i)) {
                nested++;
            } else if (text.charAt(i) == '}' && nested-- == 0) {
                return i;
            }
        }
        return -1;
    }

    private String value(String expression, Origin origin, int depth) {
        int mark = expression.indexOf(defaultMark);
        String names = mark < 0 ? expression : expression.substring(0, mark);
        for (String name : names.split(",", -1)) {
            String found = properties.get(name.strip());
            if (found != null) {
                return found;
            }
        }
        if (mark >= 0) {
            return resolve(expression.substring(mark + defaultMark.length()), origin, depth + 1);
        }
        if (mustHaveValue) {
            throw new ConfigurationException(
                    origin, "the expression ${" + Values.printable(expression) + "} has neither value nor default");
        }
        return "${" + expression + "}";
    }
}
