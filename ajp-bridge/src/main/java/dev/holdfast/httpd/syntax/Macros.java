package dev.holdfast.httpd.syntax;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** mod_macro's macros: lines with parameters that Use replaces. Names do not mind their case. */
final class Macros {
    private static final int MAX_LINE_LENGTH = 1 << 20;

    private final Map<String, Macro> macros = new HashMap<>();

    private record Macro(List<String> parameters, List<Lines.Line> body) {}

    void define(List<String> nameAndParameters, List<Lines.Line> body) {
        macros.put(
                Values.lower(nameAndParameters.get(0)),
                new Macro(List.copyOf(nameAndParameters.subList(1, nameAndParameters.size())), List.copyOf(body)));
    }

    void undefine(String name, Origin origin) {
        if (macros.remove(Values.lower(name)) == null) {
            throw new ConfigurationException(
                    origin, "UndefMacro: there is no macro \"" + Values.printable(name) + "\"");
        }
    }

    /** Returns the body with arguments in the place of parameters; its lines keep the places where the macro has them. */
    List<Lines.Line> use(List<String> nameAndArguments, Origin origin) {
        String name = nameAndArguments.get(0);
        Macro macro = macros.get(Values.lower(name));
        if (macro == null) {
            throw new ConfigurationException(origin, "Use: there is no macro \"" + Values.printable(name) + "\"");
        }
        List<String> arguments = nameAndArguments.subList(1, nameAndArguments.size());
        if (arguments.size() != macro.parameters.size()) {
            throw new ConfigurationException(
                    origin,
                    "Use: the macro \"" + Values.printable(name) + "\" takes " + macro.parameters.size()
                            + " arguments, not " + arguments.size());
        }
        List<Lines.Line> lines = new ArrayList<>(macro.body.size());
        for (Lines.Line line : macro.body) {
            lines.add(new Lines.Line(replace(line.text(), macro.parameters, arguments, origin), line.origin()));
        }
        return lines;
    }

    private static String replace(String line, List<String> parameters, List<String> arguments, Origin origin) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < line.length()) {
            int best = -1;
            for (int i = 0; i < parameters.size(); i++) {
                if (!parameters.get(i).isEmpty()
                        && line.startsWith(parameters.get(i), at)
                        && (best < 0
                                || parameters.get(i).length()
                                        > parameters.get(best).length())) {
                    best = i;
                }
            }
            if (best < 0) {
                out.append(line.charAt(at++));
            } else {
                out.append(arguments.get(best));
                at += parameters.get(best).length();
            }
            if (out.length() > MAX_LINE_LENGTH) {
                throw new ConfigurationException(
                        origin, "Use: a line becomes longer than " + MAX_LINE_LENGTH + " characters");
            }
        }
        return out.toString();
    }
}
