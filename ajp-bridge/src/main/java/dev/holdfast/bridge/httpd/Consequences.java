package dev.holdfast.bridge.httpd;

import dev.holdfast.config.Remark;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What it means for requests that a directive is not reproduced. */
final class Consequences {
    private static final Map<String, String> OF_PREFIX = new LinkedHashMap<>();

    static {
        OF_PREFIX.put("rewrite", "URLs are not rewritten: such requests go where the mounts alone send them");
        OF_PREFIX.put("sslproxy", "back ends are not spoken to over TLS");
        OF_PREFIX.put(
                "ssl", "there is no TLS: such clients are not answered, or in clear where the port is no https one");
        OF_PREFIX.put("auth", "nobody has to log in: requests that httpd would answer 401 are forwarded");
        OF_PREFIX.put("allowencodedslashes", "a path with %2F is answered 404");
        for (String access : new String[] {
            "require", "allow", "deny", "order", "satisfy", "<limit", "<require", "allowmethods", "traceenable"
        }) {
            OF_PREFIX.put(access, "access is not restricted: requests that httpd would refuse are forwarded");
        }
        OF_PREFIX.put("limit", "the limit is that of this gateway, not httpd's");
        OF_PREFIX.put("requestheader", "back ends see the fields as the client sent them");
        OF_PREFIX.put("header", "clients see the fields as the back end sent them");
        OF_PREFIX.put("redirect", "there is no redirect: such requests go where the mounts send them");
        OF_PREFIX.put("remoteip", "the client's address is that of its connection");
        OF_PREFIX.put("errordocument", "errors of the gateway have no body");
        OF_PREFIX.put("proxyerroroverride", "back ends' own error pages are passed on");
        OF_PREFIX.put("setenv", "environment variables do not exist: what depends on them does not happen");
        OF_PREFIX.put("browsermatch", "environment variables do not exist: what depends on them does not happen");
        OF_PREFIX.put("jkenvvar", "back ends see no attributes of the environment");
        OF_PREFIX.put("<if", "requests that fit the condition are treated as all others");
        OF_PREFIX.put("<else", "requests that fit the condition are treated as all others");
        OF_PREFIX.put("cache", "nothing is cached: each request goes to a back end");
        OF_PREFIX.put("deflate", "bodies are passed on as they are");
        OF_PREFIX.put("hostnamelookups", "the client's name is not looked up: AJP back ends see its address for it");
        OF_PREFIX.put(
                "proxyaddheaders",
                "counts for whole servers: back ends see X-Forwarded-For, -Host and -Server as those say");
        OF_PREFIX.put("usecanonicalname", "AJP back ends see the name that the client asked for as the server's");
        OF_PREFIX.put("proxyblock", "access is not restricted: requests that httpd would refuse are forwarded");
        OF_PREFIX.put("proxyvia", "Via goes on as client and back end wrote it");
        for (String mime : new String[] {"addencoding", "addlanguage", "defaultlanguage"}) {
            OF_PREFIX.put(mime, "clients see the fields as the back end sent them");
        }
        OF_PREFIX.put("addinputfilter", "bodies are passed on as they are");
        OF_PREFIX.put("addoutputfilter", "bodies are passed on as they are");
        OF_PREFIX.put("setoutputfilter", "bodies are passed on as they are");
        OF_PREFIX.put(
                "sethandler", "httpd's own pages are not there: such requests go where the mounts send them, else 404");
    }

    private Consequences() {}

    /** Returns the remark as one line, with the consequence if one is known. */
    static String line(Remark remark) {
        String name = remark.directive().toLowerCase(Locale.ROOT);
        if (remark.isGap()) {
            for (Map.Entry<String, String> entry : OF_PREFIX.entrySet()) {
                if (name.startsWith(entry.getKey())) {
                    return remark.origin() + ": " + remark.directive() + ": " + entry.getValue();
                }
            }
        }
        return remark.origin() + ": " + remark.directive() + ": " + remark.why();
    }
}
