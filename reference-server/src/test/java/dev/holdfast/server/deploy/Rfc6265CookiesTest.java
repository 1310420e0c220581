package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.UndertowOptions;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Rfc6265CookiesTest {
    @Test
    void valuesAreReadAsTheyAreWritten() {
        assertThat(parsed("a=b; c=d=e==; e=; f=\"x=y\" ; g={x}; h=a:b/c?d@e[f]"))
                .containsExactly("a=b", "c=d=e==", "e=", "f=\"x=y\"", "g={x}", "h=a:b/c?d@e[f]");
    }

    @Test
    void whatIsNoCookieIsLeftOutAndTheOthersAreThere() {
        assertThat(parsed("a=1; b; =c; d={\"x\":1}; e=f g; h=i,j; (k)=l; \"; m=n\"o; p=\"; ;; q=2"))
                .containsExactly("a=1", "q=2");
    }

    @Test
    void octetsBeyondAsciiAreUtf8() {
        assertThat(parsed(new String("a=\u00fc\u20ac".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)))
                .containsExactly("a=\u00fc\u20ac");
    }

    @Test
    void namesOfRfc2109AreNamesOfCookies() {
        assertThat(parsed("$Version=1; a=b; $Path=/p")).containsExactly("$Version=1", "a=b", "$Path=/p");
    }

    @Test
    void thereAreNotMoreThanUndertowTakes() {
        assertThat(parsed("a=b;".repeat(UndertowOptions.DEFAULT_MAX_COOKIES + 1)))
                .hasSize(UndertowOptions.DEFAULT_MAX_COOKIES);
    }

    /** The field may be as long as the header, and what is no cookie does not count. */
    @Test
    void longLineOfWhatIsNoCookieIsReadOnce() {
        assertThat(parsed("a;".repeat(500_000) + " b = c ")).containsExactly("b=c");
    }

    @Test
    void propertiesAreWrittenOnceAndAttributesAfterThem() {
        Cookie cookie = new CookieImpl("a", "b=/c")
                .setPath("/p")
                .setDomain("example.com")
                .setMaxAge(0);
        cookie.setSecure(true).setHttpOnly(true).setSameSiteMode("Lax");
        cookie.setAttribute("Priority", "High");
        assertThat(Rfc6265Cookies.render(cookie))
                .isEqualTo("a=b=/c; Path=/p; Domain=example.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT;"
                        + " Secure; HttpOnly; SameSite=Lax; Priority=High");
        assertThat(Rfc6265Cookies.render(new CookieImpl("a", "\u20ac"))).isEqualTo("a=\u00e2\u0082\u00ac");
    }

    @Test
    void attributeWhoseValueWouldAddAnotherIsLeftOut() {
        Cookie cookie =
                new CookieImpl("a", "b").setPath("/p; Domain=example.com").setDomain("a\r\nb");
        cookie.setAttribute("Priority", "High; Secure");
        cookie.setAttribute("Partitioned", "");
        assertThat(Rfc6265Cookies.render(cookie)).isEqualTo("a=b; Partitioned");
    }

    private static List<String> parsed(String header) {
        return Rfc6265Cookies.parse(List.of(header)).stream()
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .toList();
    }
}
