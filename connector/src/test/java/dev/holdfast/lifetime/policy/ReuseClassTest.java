package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReuseClassTest {
    @Test
    void everyCombinationHasANumberAndANameOfItsOwn() {
        Set<Integer> numbers = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (ResponseKind response : ResponseKind.values()) {
            for (ClientKind client : ClientKind.values()) {
                for (int requests : new int[] {1, 2, 5}) {
                    for (boolean http10 : new boolean[] {true, false}) {
                        int number = ReuseClass.of(response, client, http10, requests);
                        assertThat(number).isBetween(0, ReuseClass.COUNT - 1);
                        numbers.add(number);
                        names.add(ReuseClass.describe(number));
                    }
                }
            }
        }
        assertThat(ReuseClass.COUNT).isLessThanOrEqualTo(Long.SIZE);
        assertThat(numbers).hasSize(ReuseClass.COUNT);
        assertThat(names).hasSize(ReuseClass.COUNT);
    }

    @Test
    void requestsAreFirstSecondToFourthAndLater() {
        int first = browserPage(1);
        int second = browserPage(2);
        int fifth = browserPage(5);
        assertThat(browserPage(4)).isEqualTo(second).isNotEqualTo(first);
        assertThat(browserPage(1000)).isEqualTo(fifth).isNotEqualTo(second);
        assertThat(ReuseClass.describe(second)).isEqualTo("page/browser/1.1/2-4");
        assertThat(ReuseClass.describe(ReuseClass.of(ResponseKind.API, ClientKind.PROXY, true, 9)))
                .isEqualTo("api/proxy/1.0/5+");
    }

    @Test
    void theContentTypeTellsTheKindOfResponse() {
        assertThat(ResponseKind.ofContentType("text/html; charset=utf-8")).isEqualTo(ResponseKind.PAGE);
        assertThat(ResponseKind.ofContentType("TEXT/HTML")).isEqualTo(ResponseKind.PAGE);
        assertThat(ResponseKind.ofContentType("application/xhtml+xml")).isEqualTo(ResponseKind.PAGE);
        for (String asset :
                new String[] {"image/png", "font/woff2", "text/css", "text/javascript", "application/javascript"}) {
            assertThat(ResponseKind.ofContentType(asset)).isEqualTo(ResponseKind.ASSET);
        }
        assertThat(ResponseKind.ofContentType("application/json")).isEqualTo(ResponseKind.API);
        assertThat(ResponseKind.ofContentType("")).isEqualTo(ResponseKind.API);
        assertThat(ResponseKind.ofContentType(null)).isEqualTo(ResponseKind.API);
    }

    @Test
    void theRequestTellsTheKindOfClient() {
        assertThat(ClientKind.of("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", false))
                .isEqualTo(ClientKind.BROWSER);
        assertThat(ClientKind.of("Mozilla/5.0 (compatible; ExampleBot/2.1)", false))
                .isEqualTo(ClientKind.PROGRAM);
        assertThat(ClientKind.of("curl/8.5.0", false)).isEqualTo(ClientKind.PROGRAM);
        assertThat(ClientKind.of(null, false)).isEqualTo(ClientKind.PROGRAM);
        assertThat(ClientKind.of("Mozilla/5.0", true)).isEqualTo(ClientKind.PROXY);
    }

    private static int browserPage(int requests) {
        return ReuseClass.of(ResponseKind.PAGE, ClientKind.BROWSER, false, requests);
    }
}
