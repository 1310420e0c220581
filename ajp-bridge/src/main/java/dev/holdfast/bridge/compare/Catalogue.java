package dev.holdfast.bridge.compare;

import java.util.ArrayList;
import java.util.List;

/** The requests that tell AJP and HTTP apart. */
final class Catalogue {
    private static final int LONG = 5000;

    private Catalogue() {}

    /**
     * Returns them.
     *
     * @param path where they go; ends with a slash
     * @param unsafe whether there are POST and PUT among them, which the back end may act on
     */
    static List<SampleRequest> of(String path, boolean unsafe) {
        List<SampleRequest> all = new ArrayList<>(List.of(
                SampleRequest.of("GET", "GET", path),
                SampleRequest.of("HEAD", "HEAD", path),
                SampleRequest.of("query", "GET", path + "?a=1&b=%20%C3%A4+x&a=2&c&d="),
                SampleRequest.of("encoded path", "GET", path + "a%20b/%C3%A4;v=1/c+d"),
                SampleRequest.of("encoded slash", "GET", path + "a%2Fb"),
                SampleRequest.of("session in the path", "GET", path + "x;jsessionid=0123.node"),
                SampleRequest.of(
                        "fields twice and in odd case", "GET", path, "X-Twin: 1", "x-tWIN: 2", "aCCept: text/*"),
                SampleRequest.of("cookies", "GET", path, "Cookie: a=1; b=\"two\"; a=3", "Cookie: c=4"),
                SampleRequest.of("non-ASCII field", "GET", path, "X-Name: M\u00fcller"),
                SampleRequest.of("long field", "GET", path, "X-Long: " + "x".repeat(LONG)),
                SampleRequest.of("empty field", "GET", path, "X-Empty:"),
                SampleRequest.of("Content-Length 0", "GET", path, "Content-Length: 0"),
                SampleRequest.of("Basic authentication", "GET", path, "Authorization: Basic dXNlcjpwYXNz"),
                SampleRequest.of(
                        "forged addresses",
                        "GET",
                        path,
                        "X-Forwarded-For: 192.0.2.1",
                        "X-Forwarded-Proto: https",
                        "Forwarded: for=192.0.2.1",
                        "AJP_REMOTE_PORT: 1"),
                SampleRequest.of(
                        "fields of the connection", "GET", path, "Keep-Alive: 9", "TE: trailers", "Upgrade: x"),
                SampleRequest.of("TLS with a client certificate", "GET", path).overTls(),
                SampleRequest.of("conditional", "GET", path, "If-None-Match: \"x\"", "Range: bytes=0-0"),
                SampleRequest.of("OPTIONS", "OPTIONS", path)));
        if (unsafe) {
            String form = "application/x-www-form-urlencoded";
            all.add(SampleRequest.of(
                            "POST of a form", "POST", path + "?q=0", "Content-Type: " + form, "Content-Length: 12")
                    .withBody("q=1&x=%C3%A4"));
            all.add(SampleRequest.of(
                            "POST in chunks", "POST", path, "Content-Type: text/plain", "Transfer-Encoding: chunked")
                    .withBody("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"));
            all.add(SampleRequest.of("POST with trailers", "POST", path, "Trailer: X-Sum", "Transfer-Encoding: chunked")
                    .withBody("3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n"));
            all.add(SampleRequest.of("POST that expects", "POST", path, "Expect: 100-continue", "Content-Length: 3")
                    .withBody("abc"));
            all.add(SampleRequest.of("POST without a body", "POST", path, "Content-Length: 0"));
            all.add(SampleRequest.of("PUT", "PUT", path, "Content-Length: 20000")
                    .withBody("x".repeat(20_000)));
        }
        return all;
    }
}
