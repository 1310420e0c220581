package dev.holdfast.bridge.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ComparisonTest {
    private static Answer answer(String text) throws IOException {
        return Answer.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "GET");
    }

    private static List<String> differences(String ajp, String http) throws IOException {
        return Comparison.of("x", answer(ajp), answer(http)).stream()
                .map(difference -> difference.field() + " " + difference.ajp() + " " + difference.http())
                .toList();
    }

    @Test
    void answersAreReadWhateverTheirFraming() throws Exception {
        assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef").body())
                .isEqualTo("abc");
        assertThat(answer("HTTP/1.1 200 OK\r\n\r\nabc").body()).isEqualTo("abc");
        Answer chunked = answer(String.join(
                "\r\n",
                "HTTP/1.1 100 Continue",
                "",
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "",
                "2;x=y",
                "ab",
                "1",
                "c",
                "0",
                "X-Sum: 1",
                "",
                ""));
        assertThat(chunked.body()).isEqualTo("abc");
        assertThat(chunked.interim()).containsExactly(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoAnswerIsAnError(String text) {
        assertThatThrownBy(() -> answer(text)).isInstanceOf(IOException.class);
    }

    @Test
    void whatDiffersEachTimeDoesNotCount() throws Exception {
        assertThat(differences(
                        "HTTP/1.1 200 OK\r\nDate: 1\r\nSet-Cookie: S=1; Path=/\r\nContent-Length: 1\r\n\r\na",
                        "HTTP/1.1 200 OK\r\nDate: 2\r\nset-cookie: S=2; Path=/\r\nContent-Length: 1\r\n\r\na"))
                .isEmpty();
    }

    @Test
    void responsesAreComparedFieldByField() throws Exception {
        assertThat(differences(
                        "HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nSet-Cookie: S=1\r\nContent-Length: 1\r\n\r\na",
                        "HTTP/1.1 404 No\r\nX-A: 1\r\nSet-Cookie: S=2; Secure\r\n\r\nb"))
                .containsExactly(
                        "response.body a b",
                        "response.framing length close",
                        "response.header.set-cookie S=... S=...; Secure",
                        "response.header.x-a 1 | 2 1",
                        "response.status 200 404");
    }

    @Test
    void whatTheServletIsToldIsComparedFieldByField() throws Exception {
        String head = "HTTP/1.1 200 OK\r\n\r\nholdfast mirror\n";
        assertThat(differences(head + "a=1\nisSecure=true\n", head + "a=1\nisSecure=false\nheader.via=1.1 x\n"))
                .containsExactly("header.via (none) 1.1 x", "isSecure true false");
    }

    @Test
    void aDifferenceIsOneLineWithWhereItIsExplained() {
        assertThat(new Difference("GET", 0, "isSecure", "true", "fal\nse").line())
                .isEqualTo("GET: isSecure: over AJP \"true\", over HTTP \"fal?se\" [scheme and server]");
    }

    @Test
    void laterRequestsAreCounted() {
        assertThat(new Difference("GET", 0, "x", "1", "2").again().again().line())
                .isEqualTo("GET and 2 more: x: over AJP \"1\", over HTTP \"2\"");
    }

    @Test
    void everySectionIsInThePage() throws Exception {
        List<String> page = Files.readAllLines(Path.of("..", "docs", "ajp-to-http.md"));
        assertThat(Known.sections())
                .isNotEmpty()
                .allSatisfy(section -> assertThat(page).contains("## " + section));
    }
}
