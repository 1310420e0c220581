package dev.holdfast.bridge.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Sections of docs/ajp-to-http.md that explain differences, by the fields that show them. */
final class Known {
    /** Whatever begins so, the first that does. */
    private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

    static {
        for (String address :
                new String[] {"remoteAddr", "remoteHost", "remotePort", "localAddr", "localName", "localPort"}) {
            SECTIONS.put(address, "addresses");
        }
        for (String address : new String[] {"scheme", "isSecure", "serverName", "serverPort", "requestURL"}) {
            SECTIONS.put(address, "scheme and server");
        }
        for (String tls : new String[] {
            "attribute.jakarta.servlet.request.",
            "attribute.javax.servlet.request.",
            "attribute.org.apache.tomcat.util.net.",
            "attribute.AJP_SSL"
        }) {
            SECTIONS.put(tls, "TLS and client certificates");
        }
        SECTIONS.put("attribute.", "request attributes");
        for (String added : new String[] {"header.x-forwarded-", "header.forwarded", "header.via"}) {
            SECTIONS.put(added, "fields that the front adds");
        }
        for (String framing : new String[] {"header.content-length", "header.transfer-encoding", "contentLength"}) {
            SECTIONS.put(framing, "bodies");
        }
        for (String continued : new String[] {"header.expect", "response.interim"}) {
            SECTIONS.put(continued, "Expect");
        }
        SECTIONS.put("trailer", "trailers");
        SECTIONS.put("header.trailer", "trailers");
        SECTIONS.put("headerName.", "case of field names");
        SECTIONS.put("header.cookie", "cookies");
        SECTIONS.put("cookie.", "cookies");
        for (String path : new String[] {"requestURI", "pathInfo", "servletPath", "requestedSessionId"}) {
            SECTIONS.put(path, "paths");
        }
        for (String user : new String[] {"remoteUser", "authType", "userPrincipal"}) {
            SECTIONS.put(user, "the user");
        }
        for (String host :
                new String[] {"header.host", "protocol", "header.connection", "header.upgrade", "header.te"}) {
            SECTIONS.put(host, "the connection");
        }
        SECTIONS.put("header.", "fields");
        SECTIONS.put("response.", "responses");
    }

    private Known() {}

    /** Returns the section's heading, empty where the page says nothing. */
    static String of(String field) {
        for (Map.Entry<String, String> section : SECTIONS.entrySet()) {
            if (field.startsWith(section.getKey())) {
                return section.getValue();
            }
        }
        return "";
    }

    /** Returns all headings. */
    static Set<String> sections() {
        return new TreeSet<>(SECTIONS.values());
    }
}
