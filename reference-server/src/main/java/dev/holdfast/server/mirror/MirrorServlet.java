package dev.holdfast.server.mirror;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Answers every request with what it is told of it: a line {@code name=value} each, in the order of the names. Needs nothing but the Servlet API. */
@WebServlet(urlPatterns = "/*")
public final class MirrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, String> told = new TreeMap<>();
        // The body is read before parameters are asked for, so that it is the body that is seen.
        String query = String.valueOf(request.getQueryString());
        byte[] body = request.getInputStream().readAllBytes();
        told.put("body", body.length + " " + sha256(body));
        told.put("queryString", query);
        line(request, told);
        addresses(request, told);
        fields(request, told);
        attributes(request, told);
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            told.put("parameter." + parameter.getKey(), Arrays.toString(parameter.getValue()));
        }
        Cookie[] cookies = request.getCookies();
        for (int i = 0; cookies != null && i < cookies.length; i++) {
            told.put("cookie." + i, cookies[i].getName() + ":" + cookies[i].getValue());
        }
        if (request.isTrailerFieldsReady()) {
            Map<String, String> trailers = request.getTrailerFields();
            trailers.forEach((name, value) -> told.put("trailer." + name.toLowerCase(Locale.ROOT), value));
        }
        write(told, response);
    }

    private static void line(HttpServletRequest request, Map<String, String> told) {
        told.put("method", request.getMethod());
        told.put("requestURI", request.getRequestURI());
        told.put("requestURL", String.valueOf(request.getRequestURL()));
        told.put("servletPath", request.getServletPath());
        told.put("pathInfo", String.valueOf(request.getPathInfo()));
        told.put("protocol", request.getProtocol());
        told.put("contentLength", String.valueOf(request.getContentLengthLong()));
        told.put("contentType", String.valueOf(request.getContentType()));
        told.put("characterEncoding", String.valueOf(request.getCharacterEncoding()));
        told.put("remoteUser", String.valueOf(request.getRemoteUser()));
        told.put("authType", String.valueOf(request.getAuthType()));
        told.put("requestedSessionId", String.valueOf(request.getRequestedSessionId()));
    }

    private static void addresses(HttpServletRequest request, Map<String, String> told) {
        told.put("scheme", request.getScheme());
        told.put("isSecure", String.valueOf(request.isSecure()));
        told.put("serverName", request.getServerName());
        told.put("serverPort", String.valueOf(request.getServerPort()));
        told.put("remoteAddr", request.getRemoteAddr());
        told.put("remoteHost", request.getRemoteHost());
        told.put("remotePort", String.valueOf(request.getRemotePort()));
        told.put("localAddr", request.getLocalAddr());
        told.put("localName", request.getLocalName());
        told.put("localPort", String.valueOf(request.getLocalPort()));
    }

    private static void fields(HttpServletRequest request, Map<String, String> told) {
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            told.put("header." + lower, String.join(" | ", Collections.list(request.getHeaders(name))));
            told.put("headerName." + lower, name);
        }
    }

    private static void attributes(HttpServletRequest request, Map<String, String> told) {
        for (String name : Collections.list(request.getAttributeNames())) {
            Object value = request.getAttribute(name);
            if (value instanceof X509Certificate[] chain && chain.length > 0) {
                told.put("attribute." + name, chain[0].getSubjectX500Principal() + ", " + chain.length + " in all");
            } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                told.put("attribute." + name, String.valueOf(value));
            }
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static void write(Map<String, String> told, HttpServletResponse response) throws IOException {
        StringBuilder text = new StringBuilder("holdfast mirror\n");
        told.forEach((name, value) -> text.append(printable(name))
                .append('=')
                .append(printable(value))
                .append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(c < ' ' || c == 0x7F ? '?' : (char) c));
        return out.toString();
    }
}
