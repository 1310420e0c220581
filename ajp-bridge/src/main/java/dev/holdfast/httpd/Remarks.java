package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects remarks. */
final class Remarks {
    private static final int MAX_REMARKS = 100_000;

    private final List<Remark> list = new ArrayList<>();

    void add(Origin origin, Remark.Kind kind, String name, String why) {
        if (list.size() < MAX_REMARKS) {
            list.add(new Remark(origin, kind, Values.printable(name), why));
        }
    }

    void unknown(Node node, String why) {
        add(node.origin(), Remark.Kind.UNKNOWN, name(node), why);
    }

    void unsupported(Node node, String why) {
        add(node.origin(), Remark.Kind.UNSUPPORTED, name(node), why);
    }

    void noEffect(Node node, String why) {
        add(node.origin(), Remark.Kind.NO_EFFECT, name(node), why);
    }

    void ignored(Node node, String why) {
        add(node.origin(), Remark.Kind.IGNORED, name(node), why);
    }

    void deprecated(Node node, String why) {
        add(node.origin(), Remark.Kind.DEPRECATED, name(node), why);
    }

    void adjusted(Origin origin, String name, String why) {
        add(origin, Remark.Kind.ADJUSTED, name, why);
    }

    /** Returns where a key's notes on a value of {@code node} go. */
    Consumer<String> adjusting(Node node) {
        return note -> adjusted(node.origin(), name(node), note);
    }

    static String name(Node node) {
        return node instanceof Node.Section ? "<" + node.name() + ">" : node.name();
    }

    /** The collected remarks, to be added to by other readers. */
    List<Remark> list() {
        return list;
    }
}
