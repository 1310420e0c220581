package dev.holdfast.host;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of servers as they print them: {@code httpd -v} or {@code apache2 -v}, and Tomcat's {@code version.sh}.
 *
 * @param httpd like 2.4.62
 * @param tomcat like 11.0.10
 */
public record Versions(Optional<Setting<String>> httpd, Optional<Setting<String>> tomcat) {
    private static final Pattern HTTPD =
            Pattern.compile("Server version:\\s*Apache/(\\d{1,4}\\.\\d{1,4}\\.\\d{1,4})\\b.*");
    private static final Pattern TOMCAT =
            Pattern.compile("Server version(?: name)?:\\s*Apache Tomcat/(\\d{1,4}\\.\\d{1,4}\\.\\d{1,4})\\b.*");

    /** Reads what they printed; lines about anything else do not count. */
    public static Versions read(String file, String text) {
        Optional<Setting<String>> httpd = Optional.empty();
        Optional<Setting<String>> tomcat = Optional.empty();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            Origin origin = new Origin(file, ++number);
            Matcher ofHttpd = HTTPD.matcher(line.strip());
            Matcher ofTomcat = TOMCAT.matcher(line.strip());
            if (httpd.isEmpty() && ofHttpd.matches()) {
                httpd = Optional.of(new Setting<>(ofHttpd.group(1), origin));
            }
            if (tomcat.isEmpty() && ofTomcat.matches()) {
                tomcat = Optional.of(new Setting<>(ofTomcat.group(1), origin));
            }
        }
        return new Versions(httpd, tomcat);
    }

    /** Whether {@code version} is older than {@code other}, both three numbers. */
    public static boolean isBefore(String version, String other) {
        String[] left = version.split("\\.", -1);
        String[] right = other.split("\\.", -1);
        for (int i = 0; i < right.length; i++) {
            int order = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }
}
