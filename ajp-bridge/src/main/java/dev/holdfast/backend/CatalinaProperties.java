package dev.holdfast.backend;

import java.util.LinkedHashMap;
import java.util.Map;

/** The properties of Tomcat's own, for which {@code ${name}} in a server.xml beside them stands. */
public final class CatalinaProperties {
    private CatalinaProperties() {}

    /** Returns the path of the catalina.properties beside a server.xml. */
    public static String beside(String serverXml) {
        return serverXml.substring(0, serverXml.lastIndexOf('/') + 1) + "catalina.properties";
    }

    /** Returns what its lines say; comments and what is no property are read over. */
    public static Map<String, String> read(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        text.lines().map(String::strip).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#") && !line.startsWith("!")) {
                properties.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        });
        return properties;
    }
}
