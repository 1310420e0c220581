package dev.holdfast.loadbalancer;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words between blanks, with quotes, backslashes and variables as HAProxy takes them; {@code #} begins a comment. */
final class HaproxyWords {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)(?:\\[\\*\\])?(?:-([^}]*))?\\})");

    private final String line;
    private final Map<String, String> environment;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;

    private HaproxyWords(String line, Map<String, String> environment) {
        this.line = line;
        this.environment = environment;
    }

    /**
     * Returns the words of a line. {@code $name}, <code>${name}</code> and <code>${name-default}</code> in double quotes stand for the
     * environment's values; a name that has none stays, in braces.
     *
     * @throws ConfigurationException at a quote that does not end
     */
    static List<String> of(String line, Origin origin, Map<String, String> environment) {
        HaproxyWords words = new HaproxyWords(line, environment);
        if (!words.read()) {
            throw new ConfigurationException(origin, "a quote does not end: " + Values.printable(line.strip()));
        }
        return words.words;
    }

    /** Returns whether every quote ends. */
    private boolean read() {
        char quote = 0;
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '\\' && quote != '\'' && at < line.length()) {
                add(line.charAt(at++));
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == '"' && c == '$') {
                at = variable(at - 1);
            } else if (quote != 0) {
                add(c);
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (c == '#') {
                break;
            } else if (Values.isSpace(c)) {
                end();
            } else {
                add(c);
            }
        }
        end();
        return quote == 0;
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    /** Returns where the line goes on behind the variable at {@code start}. */
    private int variable(int start) {
        Matcher variable = VARIABLE.matcher(line).region(start, line.length());
        if (!variable.lookingAt()) {
            word.append('$');
            return start + 1;
        }
        String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
        String otherwise = variable.group(3);
        word.append(environment.getOrDefault(name, otherwise == null ? "${" + name + "}" : otherwise));
        return variable.end();
    }
}
