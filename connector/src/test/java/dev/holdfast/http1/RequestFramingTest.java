package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http1.RequestHeadParser.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestFramingTest {
    private final RequestFraming framing = new RequestFraming();

    private String read(String head) {
        return read(head, 1_000_000);
    }

    /** Returns the violation's name, or the length of the body. */
    private String read(String head, long maxContentLength) {
        RequestHeadParser parser = new RequestHeadParser(new HeadLimits(1000, 10_000, 100));
        parser.begin(0);
        String text = head.replace("|", "\r\n") + "\r\n\r\n";
        assertThat(parser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo(Progress.COMPLETE);
        HttpViolation violation = framing.read(parser.head(), maxContentLength);
        return violation == null ? String.valueOf(framing.contentLength()) : violation.name();
    }

    private String readFields(String fields) {
        return read("POST / HTTP/1.1|Host: h|" + fields);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "007, 7",
        "1000000, 1000000",
        "1000001, CONTENT_TOO_LARGE",
        "9223372036854775807, CONTENT_TOO_LARGE",
        "9223372036854775808, CONTENT_TOO_LARGE",
        "18446744073709551617, CONTENT_TOO_LARGE",
        "99999999999999999999999999, CONTENT_TOO_LARGE",
        "+1, BAD_CONTENT_LENGTH",
        "-1, BAD_CONTENT_LENGTH",
        "0x1, BAD_CONTENT_LENGTH",
        "1a, BAD_CONTENT_LENGTH",
        "1 1, BAD_CONTENT_LENGTH",
        "1.0, BAD_CONTENT_LENGTH",
        "'1,1', BAD_CONTENT_LENGTH",
        "'5, 5', BAD_CONTENT_LENGTH",
        "'', BAD_CONTENT_LENGTH",
        "\u00b2, BAD_CONTENT_LENGTH",
    })
    void contentLengthIsDigitsOnly(String value, String expected) {
        assertThat(readFields("Content-Length: " + value)).isEqualTo(expected);
        assertThat(readFields("CONTENT-length:" + value)).isEqualTo(expected);
    }

    @Test
    void contentLengthStandsOnce() {
        assertThat(readFields("Content-Length: 1|Content-Length: 1")).isEqualTo("BAD_CONTENT_LENGTH");
        assertThat(readFields("Content-Length: 1|Content-Length: 2")).isEqualTo("BAD_CONTENT_LENGTH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "chunked # -1",
                "CHUNKED # -1",
                "gzip, chunked # UNKNOWN_TRANSFER_CODING",
                "gzip ,\tChunked # UNKNOWN_TRANSFER_CODING",
                "xchunked, chunked # UNKNOWN_TRANSFER_CODING",
                "identity # BAD_TRANSFER_ENCODING",
                "gzip # BAD_TRANSFER_ENCODING",
                "xchunked # BAD_TRANSFER_ENCODING",
                "chunkedx # BAD_TRANSFER_ENCODING",
                "chunked, gzip # BAD_TRANSFER_ENCODING",
                "chunked, identity # BAD_TRANSFER_ENCODING",
                "chunked, chunked # BAD_TRANSFER_ENCODING",
                "chunked;foo # BAD_TRANSFER_ENCODING",
                "chunked, # BAD_TRANSFER_ENCODING",
                ", chunked # BAD_TRANSFER_ENCODING",
                "\"chunked\" # BAD_TRANSFER_ENCODING",
                "chun ked # BAD_TRANSFER_ENCODING",
                "gzip;q=1, chunked # BAD_TRANSFER_ENCODING",
                "'' # BAD_TRANSFER_ENCODING",
            })
    void transferEncodingIsExactlyChunked(String value, String expected) {
        assertThat(readFields("Transfer-Encoding: " + (value == null ? "" : value)))
                .isEqualTo(expected);
    }

    @Test
    void transferEncodingStandsOnceAloneAndNotWithHttp10() {
        String chunked = "Transfer-Encoding: chunked";
        assertThat(readFields(chunked + "|" + chunked)).isEqualTo("BAD_TRANSFER_ENCODING");
        assertThat(readFields(chunked + "|Transfer-Encoding: gzip")).isEqualTo("BAD_TRANSFER_ENCODING");
        assertThat(readFields(chunked + "|Content-Length: 3")).isEqualTo("AMBIGUOUS_LENGTH");
        assertThat(readFields("Content-Length: 3|" + chunked)).isEqualTo("AMBIGUOUS_LENGTH");
        assertThat(readFields("Content-Length: 0|" + chunked)).isEqualTo("AMBIGUOUS_LENGTH");
        assertThat(read("POST / HTTP/1.0|" + chunked)).isEqualTo("BAD_TRANSFER_ENCODING");
        assertThat(readFields("Transfer-Encodin: chunked")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "h:80",
                "h:",
                ":80",
                "h:0",
                "h:65535",
                "example.org",
                "EX-ample_1~.org",
                "%41b.org",
                "127.0.0.1:8080",
                "[::1]",
                "[::]",
                "[::1]:443",
                "[2001:db8::1.2.3.4]:1",
                "[1:2:3:4:5:6:7:8]",
                "[1:2:3:4:5:6:7::]",
                "[::2:3:4:5:6:7:8]",
                "[1:2:3:4:5:6:0.0.0.255]",
                "[::ffff:1.2.3.4]",
                "[fe80::ABCD]",
                "[v1.a]",
                "[VaF0.a:b-~!]:80",
                "a!$&'()*+;=b"
            })
    void hostsAreTaken(String host) {
        assertThat(read("GET / HTTP/1.1|Host: " + host)).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h:65536",
                "h:100000",
                "h:-1",
                "h:+1",
                "h:8 0",
                "h:80:80",
                "h 1",
                "h/",
                "h/p",
                "h?q",
                "user@h",
                "h\\",
                "%4",
                "%zz",
                "h%",
                "[::1",
                "[]",
                "[1]",
                "::1",
                "[::1]x",
                "[::g]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7:8::]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:1.2.3.4]",
                "[:1]",
                "[:]",
                "[:::]",
                "[1:::2]",
                "[1::2::3]",
                "[::1:]",
                "[12345::]",
                "[::1.2.3]",
                "[::1.2.3.4.5]",
                "[::1.2.3.256]",
                "[::01.2.3.4]",
                "[::1..3.4]",
                "[::1.2.3.a]",
                "[::1.2.3.4:1]",
                "[::99999999999.1.1.1]",
                "[v1]",
                "[v1.]",
                "[v.a]",
                "[vG.a]",
                "[v1.a/b]",
                "[v1.a]b",
                "[::1%25eth0]",
                "h\u00e9",
                "<h>",
                "\"h\""
            })
    void anythingElseIsNoHost(String host) {
        assertThat(read("GET / HTTP/1.1|Host: " + host)).isEqualTo("BAD_HOST");
    }

    @Test
    void hostStandsOnceAndMayOnlyMissFromHttp10() {
        assertThat(read("GET / HTTP/1.1")).isEqualTo("BAD_HOST");
        assertThat(read("GET / HTTP/1.0")).isEqualTo("0");
        assertThat(read("GET / HTTP/1.1|Host: h|HOST: h")).isEqualTo("BAD_HOST");
        assertThat(read("GET / HTTP/1.0|Host: h|Host: h")).isEqualTo("BAD_HOST");
        assertThat(read("GET http://h/ HTTP/1.1")).isEqualTo("BAD_HOST");
    }

    @Test
    void expectIs100ContinueAndMeansSomethingOnlyWhereABodyFollows() {
        assertThat(readFields("Content-Length: 1|Expect: 100-Continue")).isEqualTo("1");
        assertThat(framing.expectsContinue()).isTrue();
        assertThat(readFields("Content-Length: 0|Expect: 100-continue")).isEqualTo("0");
        assertThat(framing.expectsContinue()).isFalse();
        assertThat(read("POST / HTTP/1.0|Content-Length: 1|Expect: 100-continue"))
                .isEqualTo("1");
        assertThat(framing.expectsContinue()).isFalse();
        assertThat(readFields("Content-Length: 1|Expect: 200-ok")).isEqualTo("UNKNOWN_EXPECTATION");
        assertThat(readFields("Content-Length: 1|Expect: 100-continue, x")).isEqualTo("UNKNOWN_EXPECTATION");
        assertThat(readFields("Content-Length: 1|Expect:")).isEqualTo("UNKNOWN_EXPECTATION");
        assertThat(readFields("Content-Length: 1")).isEqualTo("1");
        assertThat(framing.expectsContinue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "Connection: close # true # false",
                "Connection: CLOSE # true # false",
                "Connection: keep-alive # false # true",
                "Connection: a, Close ,b # true # false",
                "Connection: ,,\t close\t ,, # true # false",
                "Connection: a|Connection: b|Connection: keep-alive, x # false # true",
                "Connection: keep-alive|Connection: close # true # true",
                "Connection: keep-alive,close # true # true",
                "Connection: closed # false # false",
                "Connection: xclose # false # false",
                "Connection: close;x # false # false",
                "Connection: clo se # false # false",
                "Connection: # false # false",
                "Proxy-Connection: close # false # false",
            })
    void connectionIsAListOverAnyNumberOfLines(String fields, boolean close, boolean keepAlive) {
        assertThat(readFields(fields)).isEqualTo("0");
        assertThat(framing.saysClose()).isEqualTo(close);
        assertThat(framing.saysKeepAlive()).isEqualTo(keepAlive);
        readFields("X: y");
        assertThat(framing.saysClose()).isFalse();
        assertThat(framing.saysKeepAlive()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, 0",
        "GET http://h HTTP/1.1, 0",
        "GET HTTPS://h:1/p?q HTTP/1.1, 0",
        "OPTIONS * HTTP/1.1, 0",
        "OPTIONS http://h HTTP/1.1, 0",
        "GET * HTTP/1.1, BAD_REQUEST_TARGET",
        "OPTIONS ** HTTP/1.1, BAD_REQUEST_TARGET",
        "GET h:80 HTTP/1.1, BAD_REQUEST_TARGET",
        "GET p HTTP/1.1, BAD_REQUEST_TARGET",
        "GET ?q HTTP/1.1, BAD_REQUEST_TARGET",
        "GET ftp://h/ HTTP/1.1, BAD_REQUEST_TARGET",
        "GET http:///p HTTP/1.1, BAD_REQUEST_TARGET",
        "GET http://u@h/ HTTP/1.1, BAD_REQUEST_TARGET",
        "GET /%4a%4A?%00 HTTP/1.1, 0",
        "GET /% HTTP/1.1, BAD_REQUEST_TARGET",
        "GET /%4 HTTP/1.1, BAD_REQUEST_TARGET",
        "GET /%4g HTTP/1.1, BAD_REQUEST_TARGET",
        "GET /%%41 HTTP/1.1, BAD_REQUEST_TARGET",
        "GET /?%g4 HTTP/1.1, BAD_REQUEST_TARGET",
        "GET http://h/%4 HTTP/1.1, BAD_REQUEST_TARGET",
        "CONNECT h:443 HTTP/1.1, CONNECT_NOT_SUPPORTED",
        "CONNECT / HTTP/1.1, CONNECT_NOT_SUPPORTED",
        "connect h:443 HTTP/1.1, BAD_REQUEST_TARGET",
    })
    void theTargetHasAFormThatBelongsToItsMethod(String line, String expected) {
        assertThat(read(line + "|Host: h")).isEqualTo(expected);
    }

    @Test
    void theLimitItselfIsAllowed() {
        assertThat(read("POST / HTTP/1.1|Host: h|Content-Length: 5", 4)).isEqualTo("CONTENT_TOO_LARGE");
        assertThat(read("POST / HTTP/1.1|Host: h|Content-Length: 5", 5)).isEqualTo("5");
        assertThat(read("POST / HTTP/1.1|Host: h|Content-Length: 5", 6)).isEqualTo("5");
    }

    @Test
    void everyViolationHasTheStatusOfItsKind() {
        for (HttpViolation violation : HttpViolation.values()) {
            assertThat(violation.status()).isIn(400, 408, 413, 414, 417, 431, 501, 505);
        }
        assertThat(HttpViolation.HEAD_TIMEOUT.status()).isEqualTo(408);
        assertThat(HttpViolation.REQUEST_LINE_TOO_LONG.status()).isEqualTo(414);
    }

    @ParameterizedTest
    @CsvSource({
        "h:443, ",
        "[::1]:443, ",
        "h, BAD_REQUEST_TARGET",
        "h:, BAD_REQUEST_TARGET",
        "[::1], BAD_REQUEST_TARGET",
        "/, BAD_REQUEST_TARGET",
        "http://h:443, BAD_REQUEST_TARGET",
        "u@h:443, BAD_REQUEST_TARGET",
        "h:65536, BAD_REQUEST_TARGET",
    })
    void connectWhereItIsAllowedNamesAnAuthorityWithAPort(String target, HttpViolation expected) {
        assertThat(connect(target, "")).isEqualTo(expected);
    }

    @Test
    void connectHasNoBody() {
        assertThat(connect("h:443", "Content-Length: 1\r\n")).isEqualTo(HttpViolation.BAD_CONTENT_LENGTH);
        assertThat(connect("h:443", "Content-Length: 0\r\n")).isNull();
        assertThat(connect("h:443", "Transfer-Encoding: chunked\r\n")).isEqualTo(HttpViolation.BAD_TRANSFER_ENCODING);
    }

    private static @Nullable HttpViolation connect(String target, String fields) {
        String head = "CONNECT " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
        RequestHeadParser parser = new RequestHeadParser(new HeadLimits(8190, 16384, 100));
        parser.begin(0);
        parser.parse(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        return new RequestFraming(true).read(parser.head(), Long.MAX_VALUE);
    }
}
