package dev.holdfast.lint;

import dev.holdfast.config.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of files that the linter reads. */
public enum FileType {
    /** httpd.conf or apache2.conf, with what it includes. */
    HTTPD("httpd"),
    /** mod_jk's workers.properties. */
    WORKERS("workers"),
    /** Tomcat's server.xml. */
    TOMCAT("server.xml"),
    /** WildFly's standalone.xml. */
    WILDFLY("standalone.xml"),
    /** haproxy.cfg. */
    HAPROXY("haproxy"),
    /** nginx.conf, with what it includes. */
    NGINX("nginx"),
    /** sysctl.conf, or what {@code sysctl -a} prints. */
    SYSCTL("sysctl"),
    /** What {@code httpd -v} or Tomcat's version.sh print. */
    VERSIONS("versions");

    private static final String OF_HTTPD =
            "(<(VirtualHost|IfModule|Location|Directory|Proxy)\\b|(ServerRoot|LoadModule|Listen|DocumentRoot|KeepAlive"
                    + "|KeepAliveTimeout|MaxKeepAliveRequests|MaxRequestWorkers|MaxClients|ThreadsPerChild|ServerLimit|ProxyPass"
                    + "|ProxyTimeout|JkMount|JkWorkersFile|JkWorkerProperty|Timeout|Include|IncludeOptional)[ \\t]+\\S)";

    /**
     * A line of each kind of text that is not XML, none of which begins before the line that it is in: what could begin at any blank line
     * before it would take ages over many of them.
     */
    private static final List<Map.Entry<FileType, Pattern>> LINES = List.of(
            Map.entry(VERSIONS, line("Server version(?: name)?:[ \\t]*Apache")),
            Map.entry(SYSCTL, line("-?(net|fs|kernel|vm)[./]\\S+[ \\t]*=")),
            Map.entry(
                    HAPROXY,
                    // A listen with a port alone may be httpd's.
                    line(
                            "(global|defaults|(frontend|backend)[ \\t]+[^\\s;{]+|listen[ \\t]+(?!(\\S*:)?\\d+(\\s|$))[^\\s;{]+)"
                                    + "[ \\t]*(#.*)?$")),
            Map.entry(NGINX, line("(http|events|server|upstream[ \\t]+\\S+)\\s*\\{")),
            Map.entry(WORKERS, line("worker\\.\\S+[ \\t]*=")),
            Map.entry(HTTPD, line(OF_HTTPD)));

    /** Some of httpd's directives, in lower case, are those of HAProxy and nginx as well. */
    private static final Pattern HTTPD_IN_ANY_CASE = line("(?i)" + OF_HTTPD);

    private static final Pattern XML_ROOT =
            Pattern.compile("(?s)^\\uFEFF?(?:\\s+|<\\?.*?\\?>|<!--.*?-->)*+<(\\w+)[\\s>/]");

    private final String word;

    FileType(String word) {
        this.word = word;
    }

    /** The word for it on the command line. */
    @Override
    public String toString() {
        return word;
    }

    private static Pattern line(String pattern) {
        return Pattern.compile("(?m)^[ \\t]*+" + pattern);
    }

    /** Returns what a file is by its content, and where that says nothing by its name; absent if it is none of these. */
    static Optional<FileType> of(String path, String text) {
        var root = XML_ROOT.matcher(text);
        if (root.find()) {
            return switch (root.group(1)) {
                case "Server" -> Optional.of(TOMCAT);
                case "server" -> Optional.of(WILDFLY);
                // httpd's sections look like elements, and are capitalized unlike those of Tomcat's other files.
                default -> HTTPD_IN_ANY_CASE.matcher(text).find() ? Optional.of(HTTPD) : Optional.empty();
            };
        }
        return byContent(text)
                .or(() -> byName(Values.lower(path.substring(path.lastIndexOf('/') + 1))))
                .or(() -> HTTPD_IN_ANY_CASE.matcher(text).find() ? Optional.of(HTTPD) : Optional.empty());
    }

    private static Optional<FileType> byContent(String text) {
        return LINES.stream()
                .filter(entry -> entry.getValue().matcher(text).find())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<FileType> byName(String name) {
        if (name.contains("haproxy")) {
            return Optional.of(HAPROXY);
        }
        if (name.contains("nginx")) {
            return Optional.of(NGINX);
        }
        if (name.contains("httpd") || name.equals("apache2.conf")) {
            return Optional.of(HTTPD);
        }
        return name.contains("sysctl") ? Optional.of(SYSCTL) : Optional.empty();
    }
}
