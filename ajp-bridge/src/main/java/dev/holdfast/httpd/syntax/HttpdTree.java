package dev.holdfast.httpd.syntax;

import dev.holdfast.config.Remark;
import java.util.List;

/**
 * A configuration as read.
 *
 * @param nodes directives and sections of the main server, in order
 * @param modules what is compiled in or was loaded
 * @param serverRoot the directory that later paths are relative to
 * @param remarks sections whose condition did not hold, undefined variables, optional files that are not there
 */
public record HttpdTree(List<Node> nodes, Modules modules, String serverRoot, List<Remark> remarks) {
    /** Copies the lists. */
    public HttpdTree {
        nodes = List.copyOf(nodes);
        remarks = List.copyOf(remarks);
    }
}
