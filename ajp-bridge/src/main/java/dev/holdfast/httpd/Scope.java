package dev.holdfast.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.httpd.syntax.Node;
import org.jspecify.annotations.Nullable;

/** Where a directive stands. */
record Scope(boolean virtual, @Nullable LocationScope location, Node.@Nullable Section section) {
    static final Scope MAIN = new Scope(false, null, null);
    static final Scope VIRTUAL_HOST = new Scope(true, null, null);

    /** Refuses a directive of the whole of httpd elsewhere. */
    void requireMain(Node node) {
        requireServer(node);
        if (virtual) {
            throw new ConfigurationException(node.origin(), Remarks.name(node) + " is not legal in <VirtualHost>");
        }
    }

    /** Refuses a directive of servers in their sections. */
    void requireServer(Node node) {
        if (section != null) {
            throw new ConfigurationException(
                    node.origin(), Remarks.name(node) + " is not legal in " + Remarks.name(section));
        }
    }
}
