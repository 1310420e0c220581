package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.NativeBalancerSettings;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which routes a request's sessions have, as mod_jk and mod_proxy read them. */
final class SessionRoutesTest {
    private static final BalancerSettings MOD_JK = ModJkBalancerSettings.DEFAULT;
    private static final BalancerSettings MOD_PROXY = ModProxyBalancerSettings.DEFAULT.withSticky(true, false);
    private static final BalancerSettings NATIVE = NativeBalancerSettings.DEFAULT;

    private StickySession session = StickySession.DEFAULT;

    private List<String> routes(BalancerSettings balancer, String target, String... cookies) {
        HttpServerExchange exchange = new HttpServerExchange(null);
        int query = target.indexOf('?');
        exchange.setRequestURI(query < 0 ? target : target.substring(0, query));
        exchange.setQueryString(query < 0 ? "" : target.substring(query + 1));
        for (String cookie : cookies) {
            exchange.getRequestHeaders().add(Headers.COOKIE, cookie);
        }
        return SessionRoutes.of(session, balancer).of(exchange);
    }

    private List<String> ofCookies(BalancerSettings balancer, String... cookies) {
        return routes(balancer, "/app/x", cookies);
    }

    @Test
    void aRequestWithoutASessionHasNone() {
        for (BalancerSettings balancer : List.of(MOD_JK, MOD_PROXY, NATIVE)) {
            assertThat(routes(balancer, "/app/x?y")).isEmpty();
            assertThat(ofCookies(balancer, "a=b; XJSESSIONID=1.r1; JSESSIONIDX=1.r1; jsessionid=1.r1; JSESSIONID"))
                    .isEmpty();
            assertThat(ofCookies(balancer, "JSESSIONID=")).isEmpty();
            assertThat(routes(balancer, "/app/x;jsessionid=")).isEmpty();
        }
    }

    @Test
    void ofSeveralCookiesModProxyTakesTheFirstAndTheOthersAllInTheirOrder() {
        String two = "x=y; JSESSIONID=1.r2; JSESSIONID=1.r1.z; z";
        assertThat(ofCookies(MOD_PROXY, two)).containsExactly("r2");
        assertThat(ofCookies(MOD_JK, two)).containsExactly("r2", "r1.z");
        assertThat(ofCookies(NATIVE, two)).containsExactly("r2", "r1.z");
        assertThat(ofCookies(MOD_JK, "a=b", "JSESSIONID=1.r2", "c=d; JSESSIONID=1.r1"))
                .containsExactly("r2", "r1");
        assertThat(ofCookies(MOD_PROXY, "a=b", "JSESSIONID=1.r2", "JSESSIONID=1.r1"))
                .containsExactly("r2");
    }

    @Test
    void anIdWithoutADotIsASessionOfModJkButNotOfModProxy() {
        assertThat(ofCookies(MOD_JK, "JSESSIONID=1.w2; JSESSIONID=plain")).containsExactly("w2", "");
        assertThat(ofCookies(MOD_JK, "JSESSIONID=; JSESSIONID=plain")).containsExactly("");
        assertThat(ofCookies(MOD_PROXY, "JSESSIONID=plain; JSESSIONID=1.w2")).isEmpty();
        assertThat(routes(MOD_JK, "/x;jsessionid=plain")).containsExactly("");
        assertThat(routes(MOD_PROXY, "/x;jsessionid=plain")).isEmpty();
    }

    @Test
    void cookiesAreSetApartBySemicolonsCommasAndSpace() {
        assertThat(ofCookies(MOD_JK, "a=b,JSESSIONID=1.r1,c=d")).containsExactly("r1");
        assertThat(ofCookies(MOD_JK, "a=b\tJSESSIONID \t=1.r1;c=d")).containsExactly("r1");
        assertThat(ofCookies(MOD_JK, "JSESSIONID=JSESSIONID=1.r1")).containsExactly("r1");
    }

    @Test
    void quotesArePartOfAnIdForModProxyOnly() {
        assertThat(ofCookies(MOD_JK, "JSESSIONID=\"1.r1\"; JSESSIONID=\"")).containsExactly("r1", "");
        assertThat(ofCookies(MOD_PROXY, "JSESSIONID=\"1.r1\"")).containsExactly("r1\"");
    }

    @Test
    void theUrlComesBeforeCookies() {
        for (BalancerSettings balancer : List.of(MOD_JK, MOD_PROXY, NATIVE)) {
            assertThat(routes(balancer, "/app/x;jsessionid=1.r1?y", "JSESSIONID=1.r2"))
                    .containsExactly("r1");
            assertThat(routes(balancer, "/app/x;jsessionid=plain", "JSESSIONID=1.r2"))
                    .doesNotContain("r2");
            assertThat(routes(balancer, "/app/x;jsessionid=", "JSESSIONID=1.r2"))
                    .containsExactly("r2");
        }
        assertThat(routes(MOD_JK, "/app/x;jsessionid=;y", "JSESSIONID=1.r2")).isEmpty();
    }

    @Test
    void namesHaveTheirCase() {
        for (BalancerSettings balancer : List.of(MOD_JK, MOD_PROXY, NATIVE)) {
            assertThat(routes(balancer, "/app/x;JSESSIONID=1.r1")).isEmpty();
        }
        session = new StickySession("JSESSIONID", "JSESSIONID");
        assertThat(routes(MOD_PROXY, "/nf/x;jsessionid=1.r9")).isEmpty();
        assertThat(routes(MOD_PROXY, "/nf/x;JSESSIONID=1.r9")).containsExactly("r9");
    }

    @Test
    void aParameterEndsWhereItsReaderEndsIt() {
        String target = "/a;x=1;jsessionid=1.r1;v=2/b";
        assertThat(routes(MOD_JK, target)).containsExactly("r1");
        assertThat(routes(NATIVE, "/a;jsessionid=1.r1/b")).containsExactly("r1");
        assertThat(routes(MOD_PROXY, target)).containsExactly("r1;v=2/b");
        session = new StickySession("JSESSIONID", "jsessionid", true);
        assertThat(routes(MOD_PROXY, target)).containsExactly("r1");
    }

    @Test
    void modProxyLooksAtTheQueryToo() {
        assertThat(routes(MOD_PROXY, "/app/x?a=b&jsessionid=1.b1&c", "JSESSIONID=1.r2"))
                .containsExactly("b1");
        assertThat(routes(MOD_JK, "/app/x?;jsessionid=1.b1", "JSESSIONID=1.r2")).containsExactly("r2");
        assertThat(routes(NATIVE, "/app/x?jsessionid=1.b1")).isEmpty();
    }

    @Test
    void nothingIsReadWhereSessionsDoNotStay() {
        assertThat(ofCookies(ModProxyBalancerSettings.DEFAULT, "JSESSIONID=1.r1"))
                .isEmpty();
    }
}
