package dev.holdfast.bridge.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "//a///b/, /a/b/",
        "/a/./b/., /a/b/",
        "/a/../b, /b",
        "/a/.., /",
        "/%61%2e/x, /a./x",
        "/a/%2e%2e/b, /b",
        "/a;x=1/b, /a;x=1/b",
        "/a%20b, /a b",
        "/%c3%a4, /\u00c3\u00a4",
    })
    void aPathIsDecodedAndItsDotsResolved(String raw, String decoded) {
        assertThat(RequestPath.of(raw)).isEqualTo(new RequestPath(raw, decoded, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "/.., 400",
        "/a/../../b, 400",
        "/%, 400",
        "/%4, 400",
        "/%zz, 400",
        "/a/..;x/b, 400",
        "/a/.;/b, 400",
        "/\u0100, 400",
        "/a%2fb, 404",
        "/a%2Fb, 404",
        "/a%00, 404",
        "*, 404",
        "a, 404",
    })
    void whatTheBackEndMightTakeOtherwiseIsRefused(String raw, int status) {
        assertThat(RequestPath.of(raw).refusal()).isEqualTo(status);
    }

    @Test
    void parametersOfSegmentsCanBeLeftOut() {
        RequestPath path = RequestPath.of("/app;v=1/page;jsessionid=a.b");
        assertThat(path.withoutParameters()).isEqualTo("/app/page");
        assertThat(path.restWithParameters("/app".length())).isEqualTo(";v=1/page;jsessionid=a.b");
        assertThat(path.restWithParameters("/app/".length())).isEqualTo("page;jsessionid=a.b");
        assertThat(path.restWithParameters("/app/page".length())).isEqualTo(";jsessionid=a.b");
    }

    @Test
    void whatIsSentIsEncodedOnceAndSlashesAndParametersStay() {
        assertThat(RequestPath.encode("/a b/\u00c3\u00a4;x=1,2?#%\"<")).isEqualTo("/a%20b/%C3%A4;x=1,2%3F%23%25%22%3C");
        String hostile = "/a%0d%0ab%3f%23";
        assertThat(RequestPath.encode(RequestPath.of(hostile).decoded())).isEqualToIgnoringCase(hostile);
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "a*c, abbc, true",
        "a*c, ab, false",
        "a?c, abc, true",
        "a?c, ac, false",
        "/x/*, /x/, true",
        "/x/*, /x, false",
        "*.example.com, www.example.com, true",
        "a*b*c, aXbYbc, true",
        "abc, abcd, false"
    })
    void wildcards(String pattern, String text, boolean matches) {
        assertThat(Wildcards.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void manyWildcardsTakeNoLongerThanTheProduct() {
        assertThat(Wildcards.matches("*a".repeat(500) + "b", "a".repeat(8000))).isFalse();
    }
}
