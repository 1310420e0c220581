package dev.holdfast.httpd.syntax;

import dev.holdfast.config.Origin;
import java.util.List;

/** An element of a configuration: a directive or a section. Conditions that held and included files have been dissolved in it. */
public sealed interface Node {
    /** The name as written, of a section without brackets. */
    String name();

    /** What follows the name, after expansion of variables; of a section without the closing bracket. */
    String arguments();

    /** The file and the first line of it. */
    Origin origin();

    /** The arguments as most directives take them, one by one. */
    default List<String> words() {
        return Words.all(arguments());
    }

    /** Whether this is the directive or section of that name. */
    default boolean is(String name) {
        return name().equalsIgnoreCase(name);
    }

    /** One line, or several that end in a backslash. */
    record Directive(String name, String arguments, Origin origin) implements Node {}

    /** {@code <name arguments>} to {@code </name>}. */
    record Section(String name, String arguments, List<Node> children, Origin origin) implements Node {
        /** Copies the children. */
        public Section {
            children = List.copyOf(children);
        }
    }
}
