package dev.holdfast.loadbalancer;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Includes;
import dev.holdfast.httpd.syntax.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * nginx's configuration language: words, semicolons and blocks, and {@code include}, relative to the first file's directory. At most 64 blocks
 * and files in each other, and 1,000,000 words.
 */
final class NginxTree {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_WORDS = 1_000_000;

    private final ConfigFiles files;
    private final String directory;
    private int words;

    private NginxTree(ConfigFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** A directive with its arguments; a block has children. */
    record Directive(String name, List<String> arguments, List<Directive> children, Origin origin) {
        Stream<Directive> children(String wanted) {
            return children.stream().filter(child -> child.name.equals(wanted));
        }
    }

    /** Returns the directives of {@code file} and what it includes. */
    static List<Directive> read(ConfigFiles files, String file) {
        NginxTree tree = new NginxTree(files, Paths.parent(file));
        String text = files.text(file);
        if (text == null) {
            throw new ConfigurationException(new Origin(file, 0), "no such file");
        }
        return tree.file(file, text, 0);
    }

    private List<Directive> file(String path, String text, int depth) {
        return block(new Tokens(path, text), null, depth);
    }

    private List<Directive> block(Tokens tokens, @Nullable Origin opened, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ConfigurationException(tokens.origin(), "blocks and files are more than " + MAX_DEPTH + " deep");
        }
        List<Directive> found = new ArrayList<>();
        List<String> line = new ArrayList<>();
        Origin first = tokens.origin();
        while (true) {
            String token = tokens.next();
            if (++words > MAX_WORDS) {
                throw new ConfigurationException(tokens.origin(), "more than " + MAX_WORDS + " words");
            }
            if (token == null || (token.equals("}") && !tokens.quoted())) {
                if (!line.isEmpty() || (token == null) != (opened == null)) {
                    throw new ConfigurationException(
                            line.isEmpty() && opened != null ? opened : tokens.origin(),
                            token == null ? "the file ends in the middle of a directive or block" : "an unexpected }");
                }
                return found;
            }
            if (token.equals(";") && !tokens.quoted()) {
                end(found, line, first, depth);
                line = new ArrayList<>();
            } else if (token.equals("{") && !tokens.quoted()) {
                if (line.isEmpty()) {
                    throw new ConfigurationException(tokens.origin(), "a block without a name");
                }
                List<Directive> children = block(tokens, first, depth + 1);
                found.add(new Directive(line.get(0), List.copyOf(line.subList(1, line.size())), children, first));
                line = new ArrayList<>();
            } else {
                if (line.isEmpty()) {
                    first = tokens.origin();
                }
                line.add(token);
            }
        }
    }

    private void end(List<Directive> found, List<String> line, Origin origin, int depth) {
        if (line.isEmpty()) {
            throw new ConfigurationException(origin, "an unexpected ;");
        }
        if (line.get(0).equals("include") && line.size() == 2) {
            // nginx refuses a missing file; a copy of a configuration often lacks mime.types, which says nothing here.
            for (String path : new Includes(files).find(Paths.resolve(directory, line.get(1)))) {
                String text = files.text(path);
                if (text != null) {
                    found.addAll(file(path, text, depth + 1));
                }
            }
            return;
        }
        found.add(new Directive(line.get(0), List.copyOf(line.subList(1, line.size())), List.of(), origin));
    }

    /** The words of one file. */
    private static final class Tokens {
        private final String file;
        private final String text;
        private int at;
        private int line = 1;
        private int tokenLine = 1;
        private boolean quoted;

        Tokens(String file, String text) {
            this.file = file;
            this.text = text;
        }

        /** Where the last word began. */
        Origin origin() {
            return new Origin(file, tokenLine);
        }

        /** Whether the last word was in quotes. */
        boolean quoted() {
            return quoted;
        }

        @Nullable
        String next() {
            skip();
            tokenLine = line;
            quoted = false;
            if (at >= text.length()) {
                return null;
            }
            char c = text.charAt(at);
            if (c == '{' || c == '}' || c == ';') {
                at++;
                return String.valueOf(c);
            }
            return c == '"' || c == '\'' ? quoted(c) : bare();
        }

        private void skip() {
            boolean comment = false;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\n') {
                    line++;
                    comment = false;
                } else if (c == '#') {
                    comment = true;
                } else if (!comment && !Values.isSpace(c)) {
                    return;
                }
                at++;
            }
        }

        private String quoted(char quote) {
            quoted = true;
            StringBuilder word = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == quote) {
                    at++;
                    return word.toString();
                }
                if (c == '\n') {
                    line++;
                }
                if (c == '\\' && at + 1 < text.length()) {
                    c = text.charAt(++at);
                }
                word.append(c);
            }
            throw new ConfigurationException(origin(), "a quote does not end");
        }

        /** A {@code ${name}} does not begin a block. */
        private String bare() {
            int start = at;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '$' && text.startsWith("{", at + 1)) {
                    int end = text.indexOf('}', at);
                    at = end < 0 ? text.length() : end + 1;
                } else if (c == '\\' && at + 1 < text.length()) {
                    at += 2;
                } else if (Values.isSpace(c) || c == ';' || c == '{') {
                    break;
                } else {
                    at++;
                }
            }
            return text.substring(start, at);
        }
    }
}
