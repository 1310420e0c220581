package dev.holdfast.lint;

import dev.holdfast.config.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the check of one rule says what it has found, or what it would have needed. */
final class Findings {
    private final Rule rule;
    private final Set<Finding> found = new LinkedHashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();

    Findings(Rule rule) {
        this.rule = rule;
    }

    void error(Origin origin, String message, String fix) {
        add(Severity.ERROR, origin, message, fix);
    }

    void warning(Origin origin, String message, String fix) {
        add(Severity.WARNING, origin, message, fix);
    }

    void note(Origin origin, String message, String fix) {
        add(Severity.NOTE, origin, message, fix);
    }

    void add(Severity severity, Origin origin, String message, String fix) {
        found.add(new Finding(rule, severity, origin, message, fix));
    }

    /** The rule, or a part of it, could not be evaluated without {@code what}. */
    void needs(String what) {
        missing.add(what);
    }

    /** Says that the value of something that is a variable at {@code where} would be needed. */
    void needsValue(String what, Origin where) {
        needs("the value of " + what + " (" + Text.place(where) + ")");
    }

    /** Says, where the host of {@code link} is a variable, that its value is needed, since that may be this machine; and whether it is. */
    boolean needsHost(Link link) {
        boolean unknown = link.hasVariable(link.host());
        if (unknown) {
            needsValue(link.host(), link.origin());
        }
        return unknown;
    }

    List<Finding> found() {
        return new ArrayList<>(found);
    }

    List<String> missing() {
        return new ArrayList<>(missing);
    }
}
