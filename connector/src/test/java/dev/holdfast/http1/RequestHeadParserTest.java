package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.http1.RequestHeadParser.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestHeadParserTest {
    private static final HeadLimits LIMITS = new HeadLimits(200, 1000, 10);

    /** Parses {@code text} whole, byte by byte and at every two-way split, and returns the one answer they all give. */
    private static String parse(HeadLimits limits, String text) {
        List<String> answers = new ArrayList<>();
        answers.add(parseInSteps(limits, text, List.of(text.length())));
        List<Integer> everyByte = new ArrayList<>();
        for (int i = 1; i <= text.length(); i++) {
            everyByte.add(i);
            answers.add(parseInSteps(limits, text, List.of(i, text.length())));
        }
        answers.add(parseInSteps(limits, text, everyByte));
        assertThat(answers).as(text).containsOnly(answers.get(0));
        return answers.get(0);
    }

    private static String parse(String text) {
        return parse(LIMITS, text);
    }

    private static String parseInSteps(HeadLimits limits, String text, List<Integer> readable) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        RequestHeadParser parser = new RequestHeadParser(limits);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        parser.begin(0);
        Progress progress = Progress.INCOMPLETE;
        for (int limit : readable) {
            buffer.limit(limit);
            progress = parser.parse(buffer);
            assertThat(buffer.position()).isZero();
            assertThat(buffer.limit()).isEqualTo(limit);
            if (progress != Progress.INCOMPLETE) {
                break;
            }
        }
        return switch (progress) {
            case INCOMPLETE -> "INCOMPLETE";
            case INVALID -> parser.violation().name();
            case COMPLETE -> describe(parser.head());
        };
    }

    private static String describe(RequestHead head) {
        StringBuilder text = new StringBuilder(head.method() + " " + head.target() + " " + head.version());
        for (int i = 0; i < head.fieldCount(); i++) {
            text.append(' ').append(head.name(i)).append('=').append(head.value(i));
        }
        return text + " ends " + head.end();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1            | GET / HTTP_1_1",
                "GET / HTTP/1.0            | GET / HTTP_1_0",
                "GET / HTTP/1.9            | GET / HTTP_1_1",
                "GET /a%20b?c=d&e HTTP/1.1 | GET /a%20b?c=d&e HTTP_1_1",
                "OPTIONS * HTTP/1.1        | OPTIONS * HTTP_1_1",
                "CONNECT h:443 HTTP/1.1    | CONNECT h:443 HTTP_1_1",
                "get http://h/p HTTP/1.1   | get http://h/p HTTP_1_1",
                "M-SEARCH / HTTP/1.1       | M-SEARCH / HTTP_1_1",
                "!#$%&'*+-.^_`~ / HTTP/1.1 | !#$%&'*+-.^_`~ / HTTP_1_1",
                "GET //[];:@!$()*+,= HTTP/1.1 | GET //[];:@!$()*+,= HTTP_1_1",
            })
    void requestLinesAreTakenApart(String line, String expected) {
        String head = line + "\r\n\r\n";
        assertThat(parse(head)).isEqualTo(expected + " ends " + head.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\r\n",
                "GET\r\n",
                " GET / HTTP/1.1\r\n",
                "GET  / HTTP/1.1\r\n",
                "GET /  HTTP/1.1\r\n",
                "GET\t/ HTTP/1.1\r\n",
                "GET / HTTP/1.1 \r\n",
                "GET / HTTP/1.1\n",
                "GET / HTTP/1.1\rX: y\r\n",
                "GET / HTTP/11\r\n",
                "GET / HTTP/1.10\r\n",
                "GET / http/1.1\r\n",
                "GET / HTTP/x.1\r\n",
                "GET / HTTP/1.x\r\n",
                "GET / HTTP-1.1\r\n",
                "GET / HTTP/1 1\r\n",
                "GET /\u0000 HTTP/1.1\r\n",
                "GET /a b HTTP/1.1\r\n",
                "GET /\u007f HTTP/1.1\r\n",
                "GET /\u00e9 HTTP/1.1\r\n",
                "GET /# HTTP/1.1\r\n",
                "GET /\"<>\\^`{|} HTTP/1.1\r\n",
                "G\u0000T / HTTP/1.1\r\n",
                "G(T / HTTP/1.1\r\n",
                "\n",
                "\r\n\nGET / HTTP/1.1\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n",
                "\u0000",
                ":",
                "\u0080",
            })
    void malformedRequestLinesAreRefused(String line) {
        assertThat(parse(line)).isEqualTo("BAD_REQUEST_LINE");
    }

    @Test
    void aFirstByteThatNoRequestBeginsWithIsRefusedWithoutWaitingForALine() {
        for (int b = 0; b < 256; b++) {
            String answer = parse(String.valueOf((char) b));
            boolean mayBegin = b == '\r' || Grammar.isTokenCharacter((byte) b);
            assertThat(answer).as("byte %d", b).isEqualTo(mayBegin ? "INCOMPLETE" : "BAD_REQUEST_LINE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/0.9", "HTTP/2.0", "HTTP/3.1"})
    void otherMajorVersionsAreNotSupported(String version) {
        assertThat(parse("PRI * " + version + "\r\n")).isEqualTo("VERSION_NOT_SUPPORTED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '~',
            value = {
                "Host: h|Host=h",
                "Host:h|Host=h",
                "Host: \t h \t|Host=h",
                "X:|X=~~",
                "X: |X=~~",
                "x-Y_z: a  b\tc|x-Y_z=a  b\tc",
                "!#$%&'*+-.^_`: v|!#$%&'*+-.^_`=v",
                "X: \u00e9\u00ff\u0080|X=\u00e9\u00ff\u0080",
                "X: :a:|X=:a:",
            })
    void fieldLinesAreTakenApart(String line, String expected) {
        String head = "GET / HTTP/1.1\r\n" + line + "\r\n\r\n";
        assertThat(parse(head)).isEqualTo("GET / HTTP_1_1 " + expected.replace("~", "") + " ends " + head.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host : h\r\n",
                "Host\t: h\r\n",
                ": h\r\n",
                "Host\r\n",
                " folded\r\n",
                "\tfolded\r\n",
                "X: a\r\n b\r\n",
                "X: a\n",
                "\n",
                "X: a\rb\r\n",
                "X: a\r\r\n",
                "X: \u0000\r\n",
                "X: \u0001\r\n",
                "X: \u007f\r\n",
                "X\u00e9: a\r\n",
                "X(y): a\r\n",
                "X y: a\r\n",
                "\r",
            })
    void malformedFieldLinesAreRefused(String lines) {
        String head = "GET / HTTP/1.1\r\n" + lines;
        assertThat(parse(head + (lines.equals("\r") ? "\r\n" : ""))).isEqualTo("BAD_HEADER_FIELD");
    }

    @Test
    void emptyLinesBeforeTheRequestAreSkippedButCountTowardsTheHead() {
        String head = "GET / HTTP/1.1\r\n\r\n";
        assertThat(parse("\r\n\r\n" + head)).isEqualTo("GET / HTTP_1_1 ends 22");
        HeadLimits limits = new HeadLimits(14, 20, 1);
        assertThat(parse(limits, "\r\n" + head)).isEqualTo("GET / HTTP_1_1 ends 20");
        assertThat(parse(limits, "\r\n\r\n" + head)).isEqualTo("HEAD_TOO_LARGE");
        assertThat(parse(limits, "\r\n".repeat(11))).isEqualTo("HEAD_TOO_LARGE");
    }

    @Test
    void theRequestLineMayHaveExactlyItsLimit() {
        HeadLimits limits = new HeadLimits(64, 1000, 10);
        String fixed = "GET / HTTP/1.1";
        for (int size = 63; size <= 65; size++) {
            String line = "GET /" + "a".repeat(size - fixed.length()) + " HTTP/1.1";
            assertThat(line).hasSize(size);
            String answer = parse(limits, line + "\r\n\r\n");
            assertThat(answer.startsWith("GET")).isEqualTo(size <= 64);
            assertThat(size <= 64 || answer.equals("REQUEST_LINE_TOO_LONG")).isTrue();
        }
        assertThat(parse(limits, "a".repeat(64))).isEqualTo("INCOMPLETE");
        assertThat(parse(limits, "a".repeat(64) + "\r")).isEqualTo("INCOMPLETE");
        assertThat(parse(limits, "a".repeat(65))).isEqualTo("REQUEST_LINE_TOO_LONG");
    }

    @Test
    void theHeadMayHaveExactlyItsLimit() {
        HeadLimits limits = new HeadLimits(64, 100, 10);
        String start = "GET / HTTP/1.1\r\nX: ";
        for (int size = 99; size <= 101; size++) {
            String head = start + "a".repeat(size - start.length() - 4) + "\r\n\r\n";
            assertThat(head).hasSize(size);
            String answer = parse(limits, head);
            assertThat(answer.startsWith("GET")).isEqualTo(size <= 100);
            assertThat(size <= 100 || answer.equals("HEAD_TOO_LARGE")).isTrue();
        }
        assertThat(parse(limits, start + "a".repeat(100 - start.length()))).isEqualTo("INCOMPLETE");
        assertThat(parse(limits, start + "a".repeat(101 - start.length()))).isEqualTo("HEAD_TOO_LARGE");
    }

    @Test
    void theReasonDoesNotDependOnHowTheBytesArrive() {
        HeadLimits limits = new HeadLimits(20, 40, 1);
        assertThat(parse(limits, "a".repeat(21) + "\n")).isEqualTo("REQUEST_LINE_TOO_LONG");
        assertThat(parse(limits, "a".repeat(20) + "\n")).isEqualTo("BAD_REQUEST_LINE");
        assertThat(parse(limits, " ".repeat(21) + "\r\n")).isEqualTo("BAD_REQUEST_LINE");
        assertThat(parse(limits, "\r\n".repeat(15) + "a".repeat(21) + "\r\n")).isEqualTo("REQUEST_LINE_TOO_LONG");
        assertThat(parse(limits, "\r\n".repeat(15) + "a".repeat(20) + "\r\n")).isEqualTo("HEAD_TOO_LARGE");
        assertThat(parse(limits, "GET / HTTP/1.1\r\nA" + "a".repeat(24) + "\n")).isEqualTo("HEAD_TOO_LARGE");
        assertThat(parse(limits, "GET / HTTP/1.1\r\nA" + "a".repeat(22) + "\n")).isEqualTo("BAD_HEADER_FIELD");
        assertThat(parse(limits, "GET / HTTP/1.1\r\nA: b\r\nA" + "a".repeat(20)))
                .isEqualTo("HEAD_TOO_LARGE");
    }

    @Test
    void theHeadMayHaveExactlyAsManyFieldsAsItsLimit() {
        for (int count = 9; count <= 11; count++) {
            String answer = parse("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(count) + "\r\n");
            assertThat(answer.startsWith("GET")).isEqualTo(count <= 10);
            assertThat(count <= 10 || answer.equals("TOO_MANY_FIELDS")).isTrue();
        }
    }

    @Test
    void moreFieldsThanThereWasRoomForAreKept() {
        HeadLimits limits = new HeadLimits(64, 10_000, 100);
        StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\n");
        StringBuilder expected = new StringBuilder("GET / HTTP_1_1");
        for (int i = 0; i < 40; i++) {
            head.append('N').append(i).append(": v").append(i).append("\r\n");
            expected.append(" N").append(i).append("=v").append(i);
        }
        head.append("\r\n");
        assertThat(parse(limits, head.toString())).isEqualTo(expected + " ends " + head.length());
    }

    @Test
    void whatFollowsTheHeadIsLeftAlone() {
        String head = "POST / HTTP/1.1\r\nHost: h\r\n\r\n";
        assertThat(parse(head + "\u0000\nGET")).isEqualTo("POST / HTTP_1_1 Host=h ends " + head.length());
    }

    @Test
    void anUnfinishedHeadMayBeMovedAtAnyPoint() {
        String text = "\r\nPOST /p HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int moveAt = 0; moveAt < bytes.length; moveAt++) {
            RequestHeadParser parser = new RequestHeadParser(LIMITS);
            ByteBuffer first = ByteBuffer.allocate(200);
            first.position(50);
            first.put(bytes, 0, moveAt);
            first.flip();
            parser.begin(50);
            assertThat(parser.parse(first)).isEqualTo(Progress.INCOMPLETE);
            ByteBuffer second = ByteBuffer.wrap(("12345" + text).getBytes(StandardCharsets.ISO_8859_1));
            parser.moved(5);
            assertThat(parser.parse(second)).isEqualTo(Progress.COMPLETE);
            assertThat(describe(parser.head())).isEqualTo("POST /p HTTP_1_1 Host=h X=y ends " + (text.length() + 5));
        }
    }

    @Test
    void aParserIsUsedAgainForTheNextHeadOfTheSameBuffer() {
        String text = "GET /1 HTTP/1.0\r\nA: b\r\n\r\nGET /2 HTTP/1.1\r\n\r\n";
        ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        RequestHeadParser parser = new RequestHeadParser(LIMITS);
        parser.begin(0);
        assertThat(parser.parse(buffer)).isEqualTo(Progress.COMPLETE);
        assertThat(describe(parser.head())).isEqualTo("GET /1 HTTP_1_0 A=b ends 25");
        parser.begin(parser.head().end());
        assertThat(parser.parse(buffer)).isEqualTo(Progress.COMPLETE);
        assertThat(describe(parser.head())).isEqualTo("GET /2 HTTP_1_1 ends 44");
    }

    @Test
    void thereIsNoViolationWhereNothingWasRefused() {
        RequestHeadParser parser = new RequestHeadParser(LIMITS);
        parser.begin(0);
        assertThatIllegalStateException().isThrownBy(parser::violation);
    }
}
