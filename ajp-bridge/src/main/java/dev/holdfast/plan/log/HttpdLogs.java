package dev.holdfast.plan.log;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.httpd.syntax.HttpdTree;
import dev.holdfast.httpd.syntax.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The access logs that a configuration of httpd's writes. */
public final class HttpdLogs {
    private final Map<String, String> named = new HashMap<>();
    private final List<Log> logs = new ArrayList<>();
    private String last = "common";

    /**
     * A log.
     *
     * @param file as written
     * @param format of it
     * @param directive where it is written
     */
    public record Log(String file, String format, Node directive) {}

    private HttpdLogs() {}

    /** Finds them in the main server and all virtual hosts. */
    public static HttpdLogs of(HttpdTree tree) {
        HttpdLogs found = new HttpdLogs();
        found.formats(tree.nodes());
        found.logs(tree.nodes());
        return found;
    }

    private void formats(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof Node.Section section) {
                formats(section.children());
            } else if (node.is("LogFormat") && !node.words().isEmpty()) {
                List<String> words = node.words();
                if (words.size() > 1) {
                    named.put(words.get(1), words.get(0));
                } else {
                    last = words.get(0);
                }
            }
        }
    }

    private void logs(List<Node> nodes) {
        for (Node node : nodes) {
            List<String> words = node.words();
            if (node instanceof Node.Section section) {
                logs(section.children());
            } else if ((node.is("CustomLog") || node.is("GlobalLog")) && words.size() > 1) {
                logs.add(new Log(words.get(0), named.getOrDefault(words.get(1), words.get(1)), node));
            } else if (node.is("TransferLog") && !words.isEmpty()) {
                logs.add(new Log(words.get(0), named.getOrDefault(last, last), node));
            }
        }
    }

    /** All of them, in the order of the files. */
    public List<Log> all() {
        return List.copyOf(logs);
    }

    /** Returns the one whose file has this name, whatever the directory and what rotation appends. */
    public Optional<Log> named(String fileName) {
        return logs.stream()
                .filter(log ->
                        fileName.startsWith(log.file().substring(log.file().lastIndexOf('/') + 1)))
                .findFirst();
    }

    /** Returns the only one, if there is one. */
    public Optional<Log> only() {
        return logs.size() == 1 ? Optional.of(logs.get(0)) : Optional.empty();
    }

    /**
     * Reads a log's format.
     *
     * @throws ConfigurationException naming where it is written
     */
    public static LogFormat format(Log log) {
        try {
            return LogFormat.of(log.format(), LogDialect.HTTPD);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(log.directive().origin(), String.valueOf(e.getMessage()));
        }
    }
}
