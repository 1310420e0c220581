package dev.holdfast.lint;

import dev.holdfast.config.Values;
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

    private static final Pattern HTTPD_LINE = Pattern.compile(
            "(?im)^\\s*(<(VirtualHost|IfModule|Location|Directory|Proxy)\\b|(ServerRoot|LoadModule|Listen|DocumentRoot|KeepAlive"
                    + "|KeepAliveTimeout|MaxKeepAliveRequests|MaxRequestWorkers|MaxClients|ThreadsPerChild|ServerLimit|ProxyPass"
                    + "|ProxyTimeout|JkMount|JkWorkersFile|JkWorkerProperty|Timeout|Include|IncludeOptional)\\s+\\S)");
    private static final Pattern WORKERS_LINE = Pattern.compile("(?m)^\\s*worker\\.\\S+\\s*=");
    private static final Pattern HAPROXY_LINE =
            Pattern.compile("(?m)^\\s*(global|defaults|(frontend|backend|listen)\\s+[^\\s;{]+)\\s*(#.*)?$");
    private static final Pattern NGINX_LINE = Pattern.compile("(?m)^\\s*(http|events|server|upstream\\s+\\S+)\\s*\\{");
    private static final Pattern SYSCTL_LINE = Pattern.compile("(?m)^\\s*-?(net|fs|kernel|vm)[./]\\S+\\s*=");
    private static final Pattern VERSION_LINE = Pattern.compile("(?m)^\\s*Server version(?: name)?:\\s*Apache");
    private static final Pattern XML_ROOT =
            Pattern.compile("(?s)^(?:\\uFEFF)?\\s*(?:<\\?.*?\\?>|<!--.*?-->|\\s)*<(\\w+)[\\s>/]");

    private final String word;

    FileType(String word) {
        this.word = word;
    }

    /** The word for it on the command line. */
    @Override
    public String toString() {
        return word;
    }

    /** Returns what a file is by its content, and where that could be two things by its name; absent if it is none of these. */
    static Optional<FileType> of(String path, String text) {
        String name = Values.lower(path.substring(path.lastIndexOf('/') + 1));
        var root = XML_ROOT.matcher(text);
        if (root.find()) {
            return switch (root.group(1)) {
                case "Server" -> Optional.of(TOMCAT);
                case "server" -> Optional.of(WILDFLY);
                // httpd's sections look like elements, and are capitalized unlike those of Tomcat's other files.
                default -> HTTPD_LINE.matcher(text).find() ? Optional.of(HTTPD) : Optional.empty();
            };
        }
        if (VERSION_LINE.matcher(text).find()) {
            return Optional.of(VERSIONS);
        }
        if (name.contains("haproxy") || HAPROXY_LINE.matcher(text).find()) {
            return Optional.of(HAPROXY);
        }
        if (name.contains("nginx") || NGINX_LINE.matcher(text).find()) {
            return Optional.of(NGINX);
        }
        if (WORKERS_LINE.matcher(text).find()) {
            return Optional.of(WORKERS);
        }
        if (name.contains("httpd")
                || name.equals("apache2.conf")
                || HTTPD_LINE.matcher(text).find()) {
            return Optional.of(HTTPD);
        }
        if (name.contains("sysctl") || SYSCTL_LINE.matcher(text).find()) {
            return Optional.of(SYSCTL);
        }
        return Optional.empty();
    }
}
