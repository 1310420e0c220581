package dev.holdfast.it.interop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Answers with what it sees of its request, as JSON; the same class in every container. */
@WebServlet("/*")
public final class EchoServlet extends HttpServlet {
    /** The property that names the process. */
    static final String NODE = "interop.node";

    private static final long serialVersionUID = 1;
    private static final int BLOCK = 16384;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final Set<String> ABORTED = ConcurrentHashMap.newKeySet();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String uri = request.getRequestURI();
        if (uri.endsWith("/endless")) {
            endless(request, response);
        } else if (uri.endsWith("/aborted")) {
            send(response, "{\"aborted\":" + ABORTED.contains(request.getQueryString()) + "}");
        } else {
            send(response, seen(request));
        }
    }

    /** Writes until the client is gone, which somebody else asks for later. */
    private static void endless(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] block = new byte[BLOCK];
        OutputStream out = response.getOutputStream();
        try {
            while (!ABORTED.contains(request.getQueryString())) {
                out.write(block);
                out.flush();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException gone) {
            ABORTED.add(request.getQueryString());
            throw gone;
        }
    }

    private static void send(HttpServletResponse response, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static String seen(HttpServletRequest request) throws IOException {
        Json json = new Json();
        json.put("node", System.getProperty(NODE));
        json.put("method", request.getMethod());
        json.put("uri", request.getRequestURI());
        json.put("path", request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo()));
        json.put("query", request.getQueryString());
        json.put("scheme", request.getScheme());
        json.put("secure", "" + request.isSecure());
        json.put("serverName", request.getServerName());
        json.put("serverPort", "" + request.getServerPort());
        json.put("remoteAddr", request.getRemoteAddr());
        json.put("remotePort", "" + request.getRemotePort());
        json.put("remoteUser", request.getRemoteUser());
        json.put("contentLength", "" + request.getContentLengthLong());
        json.put("attribute", (String) request.getAttribute("interop.tag"));
        json.put("cipher", (String) request.getAttribute("jakarta.servlet.request.cipher_suite"));
        json.put("keySize", "" + request.getAttribute("jakarta.servlet.request.key_size"));
        json.put("certificate", certificate(request));
        for (String name : Collections.list(request.getHeaderNames())) {
            json.put(
                    "header " + name.toLowerCase(Locale.ROOT),
                    String.join("|", Collections.list(request.getHeaders(name))));
        }
        CRC32 crc = new CRC32();
        long length = 0;
        byte[] buffer = new byte[BLOCK];
        InputStream in = request.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            crc.update(buffer, 0, count);
            length += count;
        }
        json.put("body", length + " " + crc.getValue());
        request.getParameterMap().forEach((name, values) -> json.put("parameter " + name, String.join("|", values)));
        return json.text();
    }

    private static @Nullable String certificate(HttpServletRequest request) {
        Object chain = request.getAttribute("jakarta.servlet.request.X509Certificate");
        return chain instanceof X509Certificate[] certificates && certificates.length > 0
                ? certificates[0].getSubjectX500Principal().getName()
                : null;
    }

    /** An object of strings. */
    private static final class Json {
        private final List<String> members = new ArrayList<>();

        void put(String name, @Nullable String value) {
            members.add(quoted(name) + ":" + (value == null ? "null" : quoted(value)));
        }

        String text() {
            return "{" + String.join(",", members) + "}";
        }

        private static String quoted(String text) {
            StringBuilder quoted = new StringBuilder("\"");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                    quoted.append(String.format("\\u%04x", (int) c));
                } else {
                    quoted.append(c);
                }
            }
            return quoted.append('"').toString();
        }
    }
}
