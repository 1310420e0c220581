package dev.holdfast.httpd.syntax;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Values;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration and what it includes. Directives that httpd executes while it reads (Define, ServerRoot, LoadModule, Include,
 * conditions, macros) are executed here; conditions are evaluated with what is known at their place.
 *
 * <p>Limits, beyond which it throws: lines and their expansion 1 MiB, files and sections 128 deep, 1,000,000 lines, 10,000 files for one
 * Include. httpd has the same limit of depth and none of the others that matter.
 */
public final class HttpdTreeReader {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int MAX_DEPTH = 128;
    private static final int MAX_LINES = 1_000_000;

    private final ConfigFiles files;
    private final HttpdOptions options;
    private final Variables variables;
    private final Modules modules;
    private final Macros macros = new Macros();
    private final Includes includes;
    private final List<Remark> remarks = new ArrayList<>();
    private final Set<String> reading = new LinkedHashSet<>();
    private String serverRoot;
    private int depth;
    private int lines;

    private HttpdTreeReader(ConfigFiles files, HttpdOptions options) {
        this.files = files;
        this.options = options;
        this.variables = new Variables(options.defines(), options.environment());
        this.modules = new Modules(options.staticModules());
        this.includes = new Includes(files);
        this.serverRoot = options.serverRoot();
    }

    /**
     * Reads the configuration.
     *
     * @throws ConfigurationException where httpd would refuse the configuration, or a limit is passed
     */
    public static HttpdTree read(ConfigFiles files, HttpdOptions options) {
        HttpdTreeReader reader = new HttpdTreeReader(files, options);
        List<Node> nodes = new ArrayList<>();
        String path = Paths.resolve(options.serverRoot(), options.configFile());
        if (files.text(path) == null) {
            throw new ConfigurationException(
                    new Origin(path, 0), files.names(path) == null ? "no such file" : "is a directory");
        }
        reader.file(path, new Origin(path, 1), nodes);
        return new HttpdTree(nodes, reader.modules, reader.serverRoot, reader.remarks);
    }

    /** A section that is open; a condition is one that held. */
    private record Open(String name, boolean condition, Origin origin) {}

    private void file(String path, Origin from, List<Node> out) {
        String text = files.text(path);
        if (text == null) {
            throw new ConfigurationException(from, "no such file: " + Values.printable(path));
        }
        if (text.startsWith(BYTE_ORDER_MARK)) {
            throw new ConfigurationException(
                    new Origin(path, 1), "a byte order mark, which httpd takes for part of the first directive's name");
        }
        if (!reading.add(path)) {
            List<String> chain = new ArrayList<>(reading);
            throw new ConfigurationException(
                    from,
                    "Include goes round in a circle: "
                            + String.join(" -> ", chain.subList(chain.indexOf(path), chain.size())) + " -> " + path);
        }
        block(Lines.of(path, text).iterator(), null, from, out);
        reading.remove(path);
    }

    /** Reads up to the end of {@code open}, or of the lines if it is null. */
    private void block(Iterator<Lines.Line> source, @Nullable Open open, Origin from, List<Node> out) {
        if (++depth > MAX_DEPTH) {
            throw new ConfigurationException(from, "files and sections are more than " + MAX_DEPTH + " deep");
        }
        while (source.hasNext()) {
            Lines.Line raw = source.next();
            if (++lines > MAX_LINES) {
                throw new ConfigurationException(
                        raw.origin(), "the configuration has more than " + MAX_LINES + " lines");
            }
            Origin origin = raw.origin();
            String line = variables.expand(raw.text(), origin, name -> undefinedVariable(name, raw));
            Words words = new Words(line);
            String name = words.next();
            if (name.startsWith("</")) {
                close(name, open, origin);
                depth--;
                return;
            }
            if (name.startsWith("<")) {
                section(name, words.rest(), origin, source, out);
            } else if (!name.isEmpty() && !executed(name, words.rest(), origin, out)) {
                out.add(new Node.Directive(name, words.rest(), origin));
            }
        }
        if (open != null && !open.condition()) {
            throw new ConfigurationException(open.origin(), "<" + open.name() + "> is not closed");
        }
        if (open != null) {
            remarks.add(new Remark(
                    open.origin(),
                    Remark.Kind.IGNORED,
                    "<" + open.name() + ">",
                    "is not closed; httpd takes the end of the file for its end"));
        }
        depth--;
    }

    private void undefinedVariable(String name, Lines.Line line) {
        remarks.add(new Remark(
                line.origin(),
                Remark.Kind.IGNORED,
                new Words(line.text()).next(),
                "the variable ${" + Values.printable(name) + "} has no value and stays as it is"));
    }

    private static void close(String name, @Nullable Open open, Origin origin) {
        String shown = Values.printable(name);
        if (open == null) {
            throw new ConfigurationException(origin, shown + " closes nothing");
        }
        if (!name.endsWith(">")) {
            throw new ConfigurationException(origin, shown + " has no > after the name");
        }
        if (!name.substring(2, name.length() - 1).equalsIgnoreCase(open.name())) {
            throw new ConfigurationException(origin, shown + " cannot close <" + open.name() + "> of " + open.origin());
        }
    }

    private void section(String bracketed, String rest, Origin origin, Iterator<Lines.Line> source, List<Node> out) {
        boolean bare = bracketed.endsWith(">");
        String name = bracketed.substring(1, bracketed.length() - (bare ? 1 : 0));
        Open open = new Open(Values.printable(name), false, origin);
        int end = rest.lastIndexOf('>');
        if (end < 0 && !(bare && rest.isEmpty())) {
            throw new ConfigurationException(origin, "<" + open.name() + " has no > at its end");
        }
        String arguments = end < 0 ? "" : rest.substring(0, end).stripTrailing();
        if (name.equalsIgnoreCase("Macro")) {
            macro(open, arguments, source);
            return;
        }
        Boolean condition = condition(name, arguments, origin);
        if (condition == null) {
            List<Node> children = new ArrayList<>();
            block(source, open, origin, children);
            out.add(new Node.Section(name, arguments, children, origin));
        } else if (condition) {
            block(source, new Open(open.name(), true, origin), origin, out);
        } else {
            remarks.add(new Remark(
                    origin, Remark.Kind.SKIPPED, "<" + name + ">", "does not hold: " + Values.printable(arguments)));
            skip(source, open);
        }
    }

    /** Reads over a section without a look at its directives; sections in it must match, as in httpd. */
    private void skip(Iterator<Lines.Line> source, Open open) {
        if (++depth > MAX_DEPTH) {
            throw new ConfigurationException(open.origin(), "files and sections are more than " + MAX_DEPTH + " deep");
        }
        while (source.hasNext()) {
            Lines.Line line = source.next();
            lines++;
            String name = new Words(line.text()).next();
            if (name.startsWith("</")) {
                close(name, open, line.origin());
                depth--;
                return;
            }
            if (name.startsWith("<")) {
                int end = name.endsWith(">") ? name.length() - 1 : name.length();
                skip(source, new Open(Values.printable(name.substring(1, end)), false, line.origin()));
            }
        }
        throw new ConfigurationException(open.origin(), "<" + open.name() + "> is not closed");
    }

    private @Nullable Boolean condition(String name, String arguments, Origin origin) {
        boolean negated = arguments.startsWith("!");
        String operand = new Words(negated ? arguments.substring(1) : arguments).next();
        boolean holds;
        switch (Values.lower(name)) {
            case "ifmodule" -> holds = modules.has(operand);
            case "ifdefine" -> holds = variables.isDefined(operand);
            case "iffile" -> {
                String path = Paths.resolve(serverRoot, operand);
                holds = files.text(path) != null || files.names(path) != null;
            }
            case "ifversion" -> {
                return version(arguments, origin);
            }
            default -> {
                return null;
            }
        }
        if (operand.isEmpty()) {
            throw new ConfigurationException(origin, "<" + name + "> needs an argument");
        }
        return holds != negated;
    }

    private boolean version(String arguments, Origin origin) {
        try {
            return VersionTest.holds(options.version(), String.join(" ", Words.all(arguments)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    origin, "<IfVersion " + Values.printable(arguments) + ">: " + e.getMessage());
        }
    }

    private void macro(Open open, String arguments, Iterator<Lines.Line> source) {
        List<String> header = Words.all(arguments);
        if (header.isEmpty()) {
            throw new ConfigurationException(open.origin(), "<Macro> needs a name");
        }
        List<Lines.Line> body = new ArrayList<>();
        int nested = 0;
        while (source.hasNext()) {
            Lines.Line line = source.next();
            lines++;
            String name = Values.lower(new Words(line.text()).next());
            if (name.equals("</macro>")) {
                if (nested-- == 0) {
                    macros.define(header, body);
                    return;
                }
            } else if (name.equals("<macro")) {
                nested++;
            }
            body.add(line);
        }
        throw new ConfigurationException(open.origin(), "<Macro> is not closed");
    }

    /** Executes what httpd executes while it reads, and says whether it was such a directive. */
    private boolean executed(String name, String rest, Origin origin, List<Node> out) {
        List<String> words = Words.all(rest);
        switch (Values.lower(name)) {
            case "define" -> {
                count(name, words, 1, 2, origin);
                variables.define(variableName(name, words.get(0), origin), words.size() > 1 ? words.get(1) : null);
            }
            case "undefine" -> {
                count(name, words, 1, 1, origin);
                variables.undefine(variableName(name, words.get(0), origin));
            }
            case "serverroot" -> {
                count(name, words, 1, 1, origin);
                serverRoot = Paths.resolve(serverRoot, words.get(0));
            }
            case "loadmodule" -> {
                count(name, words, 2, 2, origin);
                modules.load(words.get(0), words.get(1));
            }
            case "include", "includeoptional" -> {
                count(name, words, 1, 1, origin);
                include(name, words.get(0), origin, out);
            }
            case "use" -> {
                count(name, words, 1, Integer.MAX_VALUE, origin);
                block(macros.use(words, origin).iterator(), null, origin, out);
            }
            case "undefmacro" -> {
                count(name, words, 1, 1, origin);
                macros.undefine(words.get(0), origin);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void include(String name, String argument, Origin origin, List<Node> out) {
        List<String> found;
        try {
            found = includes.find(Paths.resolve(serverRoot, argument));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(origin, name + " " + Values.printable(argument) + ": " + e.getMessage());
        }
        if (found.isEmpty()) {
            // An empty directory is no error to httpd either.
            if (name.equalsIgnoreCase("include") && files.names(Paths.resolve(serverRoot, argument)) == null) {
                throw new ConfigurationException(origin, name + ": no such file: " + Values.printable(argument));
            }
            remarks.add(new Remark(
                    origin, Remark.Kind.SKIPPED, name, "there is no such file: " + Values.printable(argument)));
        }
        for (String path : found) {
            if (name.equalsIgnoreCase("includeoptional") && files.text(path) == null) {
                remarks.add(new Remark(origin, Remark.Kind.SKIPPED, name, "is no file: " + Values.printable(path)));
            } else {
                file(path, origin, out);
            }
        }
    }

    private static String variableName(String directive, String name, Origin origin) {
        if (name.indexOf(':') >= 0) {
            throw new ConfigurationException(
                    origin,
                    directive + ": a variable's name must not have a colon: \"" + Values.printable(name) + "\"");
        }
        return name;
    }

    private static void count(String name, List<String> words, int min, int max, Origin origin) {
        if (words.size() < min || words.size() > max) {
            String expected = min == max ? "" + min : max == Integer.MAX_VALUE ? min + " or more" : min + " or " + max;
            throw new ConfigurationException(
                    origin,
                    name + " takes " + expected + (max == 1 ? " argument" : " arguments") + ", not " + words.size());
        }
    }
}
