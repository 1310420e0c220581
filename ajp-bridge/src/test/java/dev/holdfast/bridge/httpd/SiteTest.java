package dev.holdfast.bridge.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.Activation;
import dev.holdfast.balance.HealthMethod;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModJkMethod;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.ModProxyMethod;
import dev.holdfast.bridge.StickySession;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.config.Remark;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.RecoveryOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What configurations make of requests. */
final class SiteTest {
    private static final String FILE = "/etc/httpd/httpd.conf";
    private static final String MODULES = "LoadModule proxy_module p.so\nLoadModule jk_module jk.so\n";

    private static Site site(String... lines) {
        return site("event.c", new MemoryFiles(), lines);
    }

    private static Site site(String mpm, MemoryFiles files, String... lines) {
        return site(SiteOptions.DEFAULT, mpm, files, lines);
    }

    private static Site modelled(String mpm, String... lines) {
        return site(SiteOptions.DEFAULT.asModelled(), mpm, new MemoryFiles(), lines);
    }

    private static Site site(SiteOptions options, String mpm, MemoryFiles files, String... lines) {
        return Site.of(
                HttpdConfigurationReader.read(
                        files.with(FILE, MODULES + "Listen 80\n" + String.join("\n", lines)),
                        HttpdOptions.of(FILE).withStaticModules(Set.of(mpm))),
                options);
    }

    /** Returns {@code pool path} for a forwarded request, else its status. */
    private static String route(Site site, String path) {
        return route(site, site.hosts().get(0), path);
    }

    private static String route(Site site, VirtualHost host, String path) {
        Route route = host.route(RequestPath.of(path));
        if (route instanceof Route.Forward forward) {
            return site.pools().get(forward.pool()).name() + " " + forward.path();
        }
        return route instanceof Route.Answer answer ? String.valueOf(answer.status()) : "404";
    }

    /** PCRE gives up as well, and httpd then forwards, or does not keep out, what may have matched. */
    @Test
    void anExpressionThatTakesTooLongForAPathIsNotWaitedFor() throws Exception {
        Site site = site("ProxyPassMatch ^/(.*)/(.*)/(.*)/(.*)\\.secret$ !", "ProxyPass / http://a:1/");
        assertThat(route(site, "/a".repeat(20))).isEqualTo("http://a:1/ " + "/a".repeat(20));
        assertThat(route(site, "/a/b/c/d.secret")).isEqualTo("404");
        assertThat(route(site, "/a".repeat(1000))).isEqualTo("400");
        Site located = site(
                "<LocationMatch ^/(.*)/(.*)/(.*)/(.*)\\.secret$>",
                "ProxyPass !",
                "</LocationMatch>",
                "ProxyPass / http://a:1/");
        assertThat(route(located, "/a".repeat(1000))).isEqualTo("400");
    }

    private static MemberPool pool(Site site) {
        assertThat(site.pools()).hasSize(1);
        return site.pools().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/app, http://a:8080 /",
        "/app/, http://a:8080 /",
        "/app/x%20y, http://a:8080 /x%20y",
        "/application, 404",
        "/%61pp/x, http://a:8080 /x",
        "/x/../app/y, http://a:8080 /y",
        "//app//y, http://a:8080 /y",
        "/app/../secret, 404",
        "/app/a%2fb, 404",
    })
    void aMountCoversWholeSegments(String path, String expected) {
        assertThat(route(site("ProxyPass /app http://a:8080"), path)).isEqualTo(expected);
    }

    /** As httpd sends them, which puts nothing between the URL and what follows the mount's path. */
    @ParameterizedTest
    @CsvSource({
        "ProxyPass /s/ http://a:1/y, /s/a, /ya",
        "ProxyPass /s/ http://a:1/y, /s/, /y",
        "ProxyPass /s/ http://a:1/y, /s, 404",
        "ProxyPass /s/ ajp://a:1/y, /s/a/b, /ya/b",
        "ProxyPass /s/ http://a:1, /s/, /",
        "ProxyPass /s/ http://a:1, /s/a, 500",
        "ProxyPass /s/ http://a:1, /s/2/x, 500",
        "ProxyPass /s/ http://a:1, /s/x@evil/y, 500",
        "ProxyPass /s http://a:1/y/, /s/a, /y//a",
        "ProxyPass /s balancer://c, /s, /mp/",
        "ProxyPass /s balancer://c, /s/a, /mp/a",
        "ProxyPass /s balancer://c/, /s/a, /mp//a",
        "ProxyPass /s/ balancer://c, /s/, /mp/",
        "ProxyPass /s/ balancer://c, /s/a, 500",
        "ProxyPass /s/ balancer://c/x, /s/a, /mp/xa",
        "ProxyPass /s balancer://slash, /s, /mp//",
        "ProxyPass /s balancer://slash, /s/a, /mp//a",
        "ProxyPassMatch ^/s/(.*) balancer://c/k/$1, /s/a, /mp/k/a",
        "ProxyPassMatch ^/s/ balancer://c/k, /s/a, /mp/k/s/a",
    })
    void nothingIsPutBetweenTheUrlAndWhatFollowsThePath(String line, String path, String expected) {
        Site site = site(
                "<Proxy balancer://c>",
                "  BalancerMember http://m:1/mp",
                "</Proxy>",
                "<Proxy balancer://slash>",
                "  BalancerMember http://m:1/mp/",
                "</Proxy>",
                line);
        String route = route(site, path);
        assertThat(route.substring(route.indexOf(' ') + 1)).isEqualTo(expected);
    }

    @Test
    void aSlashThatTheUrlLacksIsRemarked() {
        assertThat(SiteReport.notes(site("ProxyPass /s/ http://a:1/y")))
                .anyMatch(line -> line.contains("/s/a is sent as /ya (ADJUSTED)"));
        assertThat(SiteReport.gaps(site("ProxyPass / http://a:1")))
                .contains(FILE
                        + ":4: ProxyPass /: the URL lacks the slash at its end that the path has: all requests but that for / itself"
                        + " are answered 500; httpd takes what follows for the end of host and port");
        assertThat(site("ProxyPass / http://a:1/", "ProxyPass /b http://a:1").gaps())
                .isEmpty();
    }

    @Test
    void theFirstMountThatMatchesCountsAndAnExclusionEndsIt() {
        Site site = site(
                "ProxyPass /app/static !",
                "ProxyPass /app/b ajp://b:8009/b",
                "ProxyPass /app ajp://a:8009/a",
                "ProxyPass /app/late ajp://b:8009/late");
        assertThat(route(site, "/app/static/x.css")).isEqualTo("404");
        assertThat(route(site, "/app/b/1")).isEqualTo("ajp://b/b /b/1");
        assertThat(route(site, "/app/late")).isEqualTo("ajp://a/a /a/late");
    }

    @Test
    void locationsComeFirstAndTheLastOfThemWins() {
        Site site = site(
                "ProxyPass /app http://server:1/",
                "<Location /app>",
                "  ProxyPass http://outer:2/",
                "</Location>",
                "<Location /app/in>",
                "  ProxyPass !",
                "</Location>",
                "<LocationMatch \"^/(x|y)/(.*)$\">",
                "  ProxyPassMatch http://match:3/$2/$1",
                "</LocationMatch>");
        assertThat(route(site, "/app")).isEqualTo("http://outer:2/ /");
        assertThat(route(site, "/app/in/z")).isEqualTo("404");
        assertThat(route(site, "/x/1")).endsWith(" /1/x");
    }

    @Test
    void regularExpressionsReplaceOrAppend() {
        Site site = site(
                "ProxyPassMatch ^/v([0-9])/(.*)$ http://a:1/app$1/$2",
                "ProxyPassMatch \\.gif$ http://b:2",
                "ProxyPassMatch ^/bare(.*)$ http://c:3$1");
        assertThat(route(site, "/v2/x%20y")).endsWith(" /app2/x%20y");
        assertThat(route(site, "/some/picture.gif")).endsWith(" /some/picture.gif");
        assertThat(route(site, "/bare/x")).endsWith(" /x");
        assertThat(route(site, "/bare.evil.example/")).isEqualTo("500");
        assertThat(route(site, "/v10/")).isEqualTo("404");
    }

    @Test
    void noByteGetsAPathPastAnExclusion() {
        Site site = site("ProxyPassMatch ^/app/.*\\.secret$ !", "ProxyPass /app http://a:1/ctx");
        assertThat(route(site, "/app/a%0ab.secret")).isEqualTo("404");
        assertThat(route(site, "/app/%C2%85x.secret")).isEqualTo("404");
        assertThat(route(site, "/app/%E2%80%A8x.secret")).isEqualTo("404");
        assertThat(route(site, "/app/x.secret%0a")).isEqualTo("http://a:1/ctx /ctx/x.secret%0A");
    }

    @Test
    void groupsHaveAllBytes() {
        Site site = site("ProxyPassMatch ^/u(/.*)?$ http://a:1/u$1");
        assertThat(route(site, "/u/%C3%85ngstr%0A")).endsWith(" /u/%C3%85ngstr%0A");
        assertThat(route(site("RegexDefaultOptions -DOTALL", "ProxyPassMatch ^/u(/.*)?$ http://a:1/u$1"), "/u/a%0Ab"))
                .isEqualTo("404");
    }

    @Test
    void anExclusionThatIsNotUnderstoodOpensNothing() {
        Site site = site(
                "ProxyPass /public http://a:1",
                "ProxyPassMatch ^/app/(\\((?:[^()]|(?1))*\\))$ !",
                "ProxyPass /app http://a:1/ctx");
        assertThat(route(site, "/app/x")).isEqualTo("503");
        assertThat(route(site, "/public/x")).isEqualTo("http://a:1 /x");
        assertThat(SiteReport.gaps(site))
                .anyMatch(line -> line.startsWith(FILE + ":5: ProxyPassMatch ^/app/")
                        && line.contains("(?1 is not understood")
                        && line.endsWith("all that no mount before this one takes are answered 503"));
    }

    @Test
    void whatIsInALocationMatchThatIsNotUnderstoodDoesNotCount() {
        Site site = site(
                "<LocationMatch ^/x(?R)?>",
                "  ProxyPassReverse http://a:1/",
                "  ProxyPassReverseCookiePath / /x",
                "</LocationMatch>",
                "ProxyPass / http://a:1/");
        VirtualHost host = site.hosts().get(0);
        assertThat(host.reverses()).isEmpty();
        assertThat(host.cookieReverses()).isEmpty();
        assertThat(site.gaps())
                .extracting(Remark::directive)
                .contains("ProxyPassReverse http://a:1/", "ProxyPassReverseCookiePath");
    }

    @Test
    void aMalformedExpressionIsAnErrorWhereverItStands() {
        for (String line : List.of("ProxyPassMatch ^/( http://a:1", "<LocationMatch [>\n</LocationMatch>")) {
            assertThatThrownBy(() -> site(line))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(FILE + ":4: ")
                    .hasMessageContaining("malformed");
        }
    }

    @Test
    void aGroupMayFollowTheNameOfABalancer() {
        Site site = site(
                "ProxyPassMatch ^(/img/.*)$ balancer://c$1",
                "ProxyPassMatch ^/u(.*)$ balancer://c$1",
                "ProxyPassMatch ^/d([0-9])$ balancer://c$1",
                "ProxyPassMatch ^/n(/.*)$ balancer://nobody$1",
                "<Proxy balancer://c>",
                "  BalancerMember http://a:1/mp",
                "</Proxy>");
        assertThat(route(site, "/img/x")).isEqualTo("balancer://c /mp/img/x");
        assertThat(route(site, "/u")).isEqualTo("balancer://c /mp/");
        assertThat(route(site, "/ux")).isEqualTo("500");
        assertThat(route(site, "/d1")).isEqualTo("503");
        assertThat(route(site, "/n/x")).isEqualTo("503");
        assertThat(SiteReport.gaps(site))
                .anyMatch(line -> line.startsWith(FILE + ":6: balancer://c$1: "))
                .anyMatch(line -> line.startsWith(FILE + ":7: balancer://nobody: there is no such balancer"));
    }

    @Test
    void aPortThatDependsOnTheRequestIsListed() {
        Site site = site(
                "ProxyPassMatch ^/u/([0-9])$ http://a:2100$1/u",
                "ProxyPassMatch ^/v(.*)$ http://a:1$1",
                "ProxyPassMatch ^(/w)/.*$ http://a:1$1/x");
        assertThat(route(site, "/u/1")).isEqualTo("503");
        assertThat(route(site, "/v/1")).isEqualTo("http://a:1$1 /1");
        assertThat(route(site, "/w/1")).endsWith(" /w/x");
        assertThat(site.gaps())
                .extracting(Remark::toString)
                .containsExactly(
                        FILE
                                + ":4: http://a:2100$1/u: the back end's host and port must be known beforehand; requests to it are answered 503 (UNSUPPORTED)");
    }

    @Test
    void wildcardsOfALocationChooseItsRequestsAndAreAnExpressionInItsMount() {
        Site site = site(
                "<Location /wild>",
                "  ProxyPass http://outer:1",
                "</Location>",
                "<Location /wild*/x>",
                "  ProxyPass http://a:1/wild",
                "</Location>",
                "ProxyPass /wildcat http://server:1");
        assertThat(route(site, "/wilddd/x")).isEqualTo("http://a:1/wild /wild/wilddd/x");
        assertThat(route(site, "/wil/x")).isEqualTo("404");
        assertThat(route(site, "/wilddd/x/y")).isEqualTo("404");
        assertThat(route(site, "/wildcat/x")).isEqualTo("http://server:1 /x");
        assertThat(route(site, "/wild/y")).isEqualTo("http://outer:1 /y");
    }

    @Test
    void ofTheLocationsOfARequestOneTakesThePlaceOfTheOthers() {
        Site site = site(
                "<Location /abc>",
                "  ProxyPass http://first:1",
                "</Location>",
                "<Location /ab?/x>",
                "  ProxyPass http://last:1",
                "</Location>");
        assertThat(route(site, "/abc/y")).isEqualTo("http://first:1 /y");
        assertThat(route(site, "/abc/x")).isEqualTo("404");
    }

    @Test
    void anExpressionThatRecursesCostsOneRequest() {
        Site site = site("ProxyPassMatch ^/(a|b)*$ http://a:1/x");
        assertThat(route(site, "/" + "ab".repeat(100_000))).isIn("400", "http://a:1/x /x/" + "ab".repeat(100_000));
    }

    @Test
    void optionsOfMounts() {
        Site site = site(
                "ProxyPass /raw http://a:1/ nocanon",
                "ProxyPass /app/admin ! mapping=servlet",
                "ProxyPass /app http://c:1/real mapping=servlet");
        assertThat(route(site, "/raw/a%41;x")).isEqualTo("http://a:1/ //a%41;x");
        assertThat(route(site, "/app;v=1/admin;x/y")).isEqualTo("404");
        assertThat(route(site, "/app;v=1/page;jsessionid=1")).endsWith(" /real;v=1/page;jsessionid=1");
    }

    @Test
    void pathsThatWouldLeaveTheMountBehindItAreRefused() {
        Site site = site("ProxyPass /app http://a:1/app");
        assertThat(route(site, "/app/..;/manager")).isEqualTo("400");
        assertThat(route(site, "/app/%2e%2e;x/manager")).isEqualTo("400");
    }

    @Test
    void jkMountsAndUnmounts() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/etc/httpd/workers.properties",
                        "worker.list=one,two,jk-status",
                        "worker.one.host=a",
                        "worker.one.port=8009",
                        "worker.two.host=b",
                        "worker.jk-status.type=status")
                .with("/etc/httpd/uriworkermap.properties", "/map/*=two", "!/map/not/*=two", "-/off/*=one");
        Site site = site(
                "event.c",
                files,
                "JkWorkersFile workers.properties",
                "JkMountFile uriworkermap.properties",
                "JkMount /app|/* one",
                "JkMount /app/two/* two",
                "JkMount /*.jsp one",
                "JkMount /status jk-status",
                "JkMount /nobody nobody",
                "JkUnMount /app/*.gif one",
                "JkUnMount /app/*.png *");
        assertThat(route(site, "/app")).isEqualTo("one /app");
        assertThat(route(site, "/app/x%20y;v=1")).isEqualTo("one /app/x%20y;v=1");
        assertThat(route(site, "/app/two/x")).isEqualTo("two /app/two/x");
        assertThat(route(site, "/app/two/x.gif")).isEqualTo("two /app/two/x.gif");
        assertThat(route(site, "/app/x.gif")).isEqualTo("404");
        assertThat(route(site, "/app/two/x.png;jsessionid=1")).isEqualTo("404");
        assertThat(route(site, "/any/x.jsp")).isEqualTo("one /any/x.jsp");
        assertThat(route(site, "/map/x")).isEqualTo("two /map/x");
        assertThat(route(site, "/map/not/x")).isEqualTo("404");
        assertThat(route(site, "/off/x")).isEqualTo("404");
        assertThat(route(site, "/status")).isEqualTo("404");
        assertThat(route(site, "/nobody")).isEqualTo("500");
        assertThat(SiteReport.gaps(site))
                .anyMatch(line -> line.startsWith("/etc/httpd/workers.properties:") && line.contains("status page"));
    }

    @Test
    void modProxyGoesBeforeModJk() {
        Site site = site(
                "JkWorkerProperty worker.list=one",
                "JkMount /* one",
                "ProxyPass /app/not !",
                "ProxyPass /app http://a:1/");
        assertThat(route(site, "/app/x")).isEqualTo("http://a:1/ //x");
        assertThat(route(site, "/app/not")).isEqualTo("one /app/not");
        assertThat(route(site, "/x")).isEqualTo("one /x");
    }

    @Test
    void hostsAreFoundByAddressAndThenByName() throws Exception {
        Site site = site(
                "ServerName main.example",
                "<VirtualHost *:80>",
                "  ServerName first.example:80",
                "</VirtualHost>",
                "<VirtualHost *:80>",
                "  ServerName second.example",
                "  ServerAlias *.second.example alias",
                "</VirtualHost>",
                "<VirtualHost 127.0.0.2:80>",
                "  ServerName exact.example",
                "</VirtualHost>",
                "<VirtualHost *:81>",
                "  ServerName other.example",
                "</VirtualHost>");
        VirtualHosts hosts = new VirtualHosts(site.hosts());
        InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress two = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        assertThat(hosts.find(one, 80, "FIRST.example:8080").label()).startsWith("first");
        assertThat(hosts.find(one, 80, "www.second.example.").label()).startsWith("second");
        assertThat(hosts.find(one, 80, "alias").label()).startsWith("second");
        assertThat(hosts.find(one, 80, "unknown").label()).startsWith("first");
        assertThat(hosts.find(one, 80, null).label()).startsWith("first");
        assertThat(hosts.find(two, 80, "second.example").label()).startsWith("exact");
        assertThat(hosts.find(one, 81, "second.example").label()).startsWith("other");
        assertThat(hosts.find(one, 82, "second.example").label()).startsWith("main");
    }

    @Test
    void aTimeoutOfZeroIsHttpdsDefault() {
        MemberPool pool = pool(site("Timeout 0", "ProxyPass / http://a:8080/"));
        assertThat(pool.members().get(0).backend().timeouts().replyTimeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aWorkerIsPlainAndABalancerOfOneIsNot() {
        assertThat(pool(site("ProxyPass / http://a:8080/")).balancer()).isEqualTo(ModProxyBalancerSettings.PLAIN);
        assertThat(pool(site("ProxyPass / http://a:8080/ status=-I")).balancer())
                .isEqualTo(ModProxyBalancerSettings.FAILING_PLAIN);
        MemberPool balancer = pool(site(
                "<Proxy balancer://one>", "  BalancerMember http://a:8080", "</Proxy>", "ProxyPass / balancer://one/"));
        assertThat(balancer.balancer()).isEqualTo(ModProxyBalancerSettings.DEFAULT);
    }

    @Test
    void aBalancerIsAPoolWithItsSettings() {
        MemberPool pool = pool(site(
                "ThreadsPerChild 10",
                "MaxRequestWorkers 40",
                "ProxyTimeout 7",
                "<Proxy balancer://app>",
                "  BalancerMember ajp://a:8009 route=n1 loadfactor=3 retry=9 ping=2 secret=x max=5",
                "  BalancerMember http://b:8080 route=n2 status=+H lbset=1 redirect=n1",
                "  BalancerMember http://c:8080 status=D",
                "  ProxySet lbmethod=bybusyness stickysession=SID|sid nofailover=On maxattempts=2 failonstatus=500,503",
                "</Proxy>",
                "ProxyPass / balancer://app/"));
        assertThat(pool.balancer())
                .isEqualTo(new ModProxyBalancerSettings(
                        ModProxyMethod.BYBUSYNESS, true, true, 2, true, Set.of(500, 503), false, false, false));
        assertThat(pool.stickySession()).isEqualTo(new StickySession("SID", "sid"));
        MemberPool.Member a = pool.members().get(0);
        assertThat(a.settings().route()).isEqualTo("n1");
        assertThat(a.settings().lbfactor()).isEqualTo(3);
        assertThat(a.settings().retry()).isEqualTo(Duration.ofSeconds(9));
        assertThat(a.backend().secret()).isEqualTo("x");
        assertThat(a.backend().timeouts().prepostTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(a.backend().timeouts().replyTimeout()).isEqualTo(Duration.ofSeconds(7));
        // Five connections of each of four processes.
        assertThat(((ModProxyPoolSettings) a.backend().pool()).max()).isEqualTo(20);
        MemberPool.Member b = pool.members().get(1);
        assertThat(b.settings().hotStandby()).isTrue();
        assertThat(b.settings().distance()).isEqualTo(1);
        assertThat(b.settings().redirect()).isEqualTo("n1");
        assertThat(b.backend().preserveHost()).isFalse();
        assertThat(((ModProxyPoolSettings) b.backend().pool()).max()).isEqualTo(40);
        assertThat(pool.members().get(2).settings().activation()).isEqualTo(Activation.STOPPED);
    }

    @Test
    void whatHttpdItselfHoldsOfAMemberIsNotRounded() {
        Site site = site(
                "ProxyIOBufferSize 9000",
                "<Proxy balancer://app>",
                "  BalancerMember ajp://a loadfactor=1.159",
                "  BalancerMember ajp://b status=+E",
                "  BalancerMember ajp://c status=+C",
                "</Proxy>",
                "ProxyPass / balancer://app/");
        List<MemberPool.Member> members = pool(site).members();
        assertThat(members.get(0).settings().lbfactor()).isEqualTo(1.15);
        assertThat(members.get(0).backend().packetSize()).isEqualTo(9216);
        assertThat(members.get(1).settings().inError()).isTrue();
        assertThat(members.get(2).settings().inError()).isFalse();
        assertThat(members.get(2).settings().checkFailed()).isTrue();
        assertThat(site.remarks()).noneMatch(remark -> remark.directive().equals("loadfactor"));
        assertThat(SiteReport.plan(site))
                .anyMatch(line -> line.startsWith("  ajp://a:8009: loadfactor=1.15 lbset=0 "))
                .anyMatch(line -> line.startsWith("  ajp://c:8009: loadfactor=1 lbset=0 status=+C "));
    }

    @Test
    void aMemberThatCannotBeForwardedToIsLeftOutAndSaidSo() {
        Site site = site(
                "<Proxy balancer://app>",
                "  BalancerMember https://s:443/x route=s",
                "  BalancerMember http://a:1/y route=a",
                "</Proxy>",
                "ProxyPass /app balancer://app");
        assertThat(pool(site).members()).hasSize(1);
        assertThat(route(site, "/app/1")).isEqualTo("balancer://app /y/1");
        assertThat(SiteReport.gaps(site))
                .contains(FILE
                        + ":5: https://s/x: https is not spoken, only ajp and http; balancer://app is without it: its requests"
                        + " go to the other members, its sessions too, which are lost")
                .noneMatch(line -> line.contains("all members get the path"));
        assertThat(SiteReport.gaps(site(
                        "<Proxy balancer://no>", "  BalancerMember h2c://s", "</Proxy>", "ProxyPass / balancer://no/")))
                .anyMatch(line -> line.contains("balancer://no is without it: its requests go to nobody"))
                .anyMatch(line ->
                        line.contains("balancer://no: has no member to forward to; requests to it are answered 503"));
    }

    @Test
    void oneNameIsThatOfCookieAndParameter() {
        MemberPool pool = pool(site(
                "<Proxy balancer://app>",
                "  BalancerMember ajp://a:8009 route=n1",
                "  ProxySet stickysession=JSESSIONID scolonpathdelim=On",
                "</Proxy>",
                "ProxyPass / balancer://app/"));
        assertThat(pool.stickySession()).isEqualTo(new StickySession("JSESSIONID", "JSESSIONID", true));
    }

    @Test
    void hostsShareThePoolThatTheyInheritUnlessTheySeeAnotherHostField() {
        Site site = site(
                "<Proxy balancer://app>",
                "  BalancerMember http://a:8080",
                "</Proxy>",
                "<VirtualHost *:80>",
                "  ServerName one",
                "  ProxyPass / balancer://app/",
                "</VirtualHost>",
                "<VirtualHost *:80>",
                "  ServerName two",
                "  ProxyPass / balancer://app/",
                "</VirtualHost>",
                "<VirtualHost *:80>",
                "  ServerName three",
                "  ProxyPreserveHost On",
                "  ProxyPass / balancer://app/",
                "</VirtualHost>");
        assertThat(site.pools()).hasSize(2);
    }

    @Test
    void aLoadBalancerOfModJkIsAPoolWithItsSettings() {
        MemberPool pool = pool(site(
                "MaxRequestWorkers 400",
                "JkWorkerProperty worker.list=lb",
                "JkWorkerProperty worker.lb.type=lb",
                "JkWorkerProperty worker.lb.method=B",
                "JkWorkerProperty worker.lb.balance_workers=a,b",
                "JkWorkerProperty worker.lb.session_cookie=SID",
                "JkWorkerProperty worker.lb.recover_time=20",
                "JkWorkerProperty worker.a.host=a",
                "JkWorkerProperty worker.a.lbfactor=300",
                "JkWorkerProperty worker.a.reply_timeout=5000",
                "JkWorkerProperty worker.a.recovery_options=35",
                "JkWorkerProperty worker.b.host=b",
                "JkWorkerProperty worker.b.route=n2",
                "JkWorkerProperty worker.b.activation=d",
                "JkWorkerProperty worker.b.distance=1",
                "JkWorkerProperty worker.b.connection_pool_size=3",
                "JkMount /* lb"));
        ModJkBalancerSettings balancer = (ModJkBalancerSettings) pool.balancer();
        assertThat(balancer.method()).isEqualTo(ModJkMethod.BUSYNESS);
        assertThat(balancer.recoverTime()).isEqualTo(Duration.ofSeconds(20));
        assertThat(balancer.errorEscalationTime()).isEqualTo(Duration.ofSeconds(10));
        assertThat(pool.stickySession()).isEqualTo(new StickySession("SID", "jsessionid"));
        MemberPool.Member a = pool.members().get(0);
        assertThat(a.settings().route()).isEqualTo("a");
        assertThat(a.settings().lbfactor()).isEqualTo(100);
        assertThat(a.backend().timeouts().replyTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(((ModJkPoolSettings) a.backend().pool()).connectionPoolSize())
                .isEqualTo(400);
        MemberPool.Member b = pool.members().get(1);
        assertThat(b.settings().route()).isEqualTo("n2");
        assertThat(b.settings().activation()).isEqualTo(Activation.DISABLED);
        assertThat(b.settings().distance()).isEqualTo(1);
        assertThat(b.backend().timeouts().replyTimeout()).isEqualTo(AjpClientTimeouts.NEVER);
        assertThat(((ModJkPoolSettings) a.backend().pool()).recoveryOptions()).isEqualTo(new RecoveryOptions(3));
        assertThat(((ModJkPoolSettings) b.backend().pool()).recoveryOptions()).isEqualTo(RecoveryOptions.ALL);
        assertThat(((ModJkPoolSettings) b.backend().pool()).connectionPoolSize())
                .isEqualTo(48);
    }

    @Test
    void redirectsAndCookiesAreCorrected() {
        Site site = site(
                "<Proxy balancer://app>",
                "  BalancerMember http://b:8080/deep",
                "</Proxy>",
                "ProxyPass /app http://a:8080/real",
                "ProxyPassReverse /app http://a:8080/real",
                "ProxyPassReverse /other balancer://app/x",
                "ProxyPassReverse /moved /only-path",
                "ProxyPassReverseCookiePath /real /app",
                "ProxyPassReverseCookieDomain a.example www.example");
        VirtualHost host = site.hosts().get(0);
        String own = "https://www:8443";
        assertThat(apply(host, "http://A:8080/real/x?y", own)).isEqualTo("https://www:8443/app/x?y");
        assertThat(apply(host, "http://b:8080/deep/x/1", own)).isEqualTo("https://www:8443/other/1");
        assertThat(apply(host, "http://anywhere/only-path/1", own)).isEqualTo("https://www:8443/moved/1");
        assertThat(apply(host, "http://elsewhere/real", own)).isEqualTo("untouched");
        assertThat(host.cookieReverses()).hasSize(2);
    }

    @Test
    void whatIsInALocationCorrectsTheResponsesToItsRequestsOnly() {
        VirtualHost host = site(
                        "<Location /one>",
                        "  ProxyPass http://a:1/app",
                        "  ProxyPassReverse http://a:1/app",
                        "  ProxyPassReverseCookiePath /app /one",
                        "</Location>",
                        "<LocationMatch ^/t[wx]o/>",
                        "  ProxyPassReverseCookieDomain a b",
                        "</LocationMatch>",
                        "<Location /w*/x>",
                        "  ProxyPassReverse http://a:1/app",
                        "</Location>",
                        "ProxyPassReverse /app http://a:1/app")
                .hosts()
                .get(0);
        assertThat(host.reverses()).extracting(Reverse::path).containsExactly("/app", "/one", "/w*/x");
        Place one = host.reverses().get(1).place();
        assertThat(one.covers(RequestPath.of("/one/x"))).isTrue();
        assertThat(one.covers(RequestPath.of("/%6Fne"))).isTrue();
        assertThat(one.covers(RequestPath.of("/ones"))).isFalse();
        assertThat(host.reverses().get(0).place().covers(RequestPath.of("/any")))
                .isTrue();
        assertThat(host.reverses().get(2).place().covers(RequestPath.of("/wide/x")))
                .isTrue();
        Place match = host.cookieReverses().get(1).place();
        assertThat(match.covers(RequestPath.of("/txo/1"))).isTrue();
        assertThat(match.covers(RequestPath.of("/tyo/1"))).isFalse();
    }

    @Test
    void aBalancerWithoutMembersIsAnswered503() {
        Site site = site("<Proxy balancer://empty>", "</Proxy>", "ProxyPass /e balancer://empty/");
        assertThat(route(site, "/e/x")).isEqualTo("503");
        assertThat(SiteReport.gaps(site)).anyMatch(line -> line.contains("balancer://empty: has no member"));
    }

    private static String apply(VirtualHost host, String location, String own) {
        return host.reverses().stream()
                .flatMap(reverse -> reverse.apply(location, own).stream())
                .findFirst()
                .orElse("untouched");
    }

    @ParameterizedTest
    @CsvSource({
        "'',",
        "flushwait=50,",
        "flushpackets=auto, 10",
        "flushpackets=auto flushwait=50, 50",
        "flushpackets=on, 0"
    })
    void aHeadWaitsForAsLongAsFlushwait(String parameters, @Nullable Integer millis) {
        Site site = site("ProxyPass /app ajp://a:8009 " + parameters);
        assertThat(pool(site).members().get(0).backend().headWait())
                .isEqualTo(millis == null ? AjpClientTimeouts.NEVER : Duration.ofMillis(millis));
    }

    @Test
    void flushHeaderIsAmongTheRemarks() {
        assertThat(site("JkOptions +FlushHeader").remarks().toString()).contains("JkOptions FlushHeader");
        assertThat(site("JkOptions +FlushPackets").remarks().toString()).doesNotContain("JkOptions");
    }

    @Test
    void theProcessModelIsThatOfTheFiles() {
        EventSettings event = (EventSettings)
                site("ServerLimit 4", "ThreadsPerChild 8", "MaxRequestWorkers 32", "KeepAliveTimeout 3", "Timeout 30")
                        .mpm();
        assertThat(event.maxRequests()).isEqualTo(32);
        assertThat(event.connections().keepAliveTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(event.connections().timeout()).isEqualTo(Duration.ofSeconds(30));
        Site prefork = site("prefork.c", new MemoryFiles(), "MaxRequestWorkers 20", "ProxyPass / ajp://a/");
        assertThat(prefork.mpm()).isInstanceOf(PreforkSettings.class);
        assertThat(prefork.mpm().maxRequests()).isEqualTo(20);
        assertThat(((ModProxyPoolSettings)
                                pool(prefork).members().get(0).backend().pool())
                        .max())
                .isEqualTo(20);
    }

    @Test
    void whereTheProcessModelIsFollowedAPoolIsThatOfOneProcess() {
        String[] lines = {
            "ServerLimit 4",
            "ThreadsPerChild 8",
            "MaxRequestWorkers 32",
            "JkWorkerProperty worker.list=one",
            "JkWorkerProperty worker.one.host=a",
            "JkMount /jk/* one",
            "ProxyPass / ajp://a:8009/"
        };
        Site site = modelled("event.c", lines);
        assertThat(site.front())
                .hasValueSatisfying(mpm -> assertThat(mpm.maxRequests()).isEqualTo(32));
        assertThat(site.gaps()).isEmpty();
        assertThat(((ModProxyPoolSettings)
                                site.pools().get(0).members().get(0).backend().pool())
                        .max())
                .isEqualTo(8);
        assertThat(((ModJkPoolSettings)
                                site.pools().get(1).members().get(0).backend().pool())
                        .connectionPoolSize())
                .isEqualTo(8);
        Site unmodelled = site(lines);
        assertThat(unmodelled.front()).isEmpty();
        assertThat(SiteReport.gaps(unmodelled))
                .anyMatch(line -> line.startsWith(FILE + ":6: MaxRequestWorkers: ") && line.contains("--front httpd"));
        assertThat(((ModProxyPoolSettings) pool(modelled("prefork.c", "ProxyPass / ajp://a:8009/"))
                                .members()
                                .get(0)
                                .backend()
                                .pool())
                        .prefork())
                .isTrue();
    }

    @Test
    void aFrontThatIsFollowedHasOneKeepAliveForAllItsAddresses() {
        Site site = modelled(
                "event.c",
                "Listen 81",
                "MaxConnectionsPerChild 1000",
                "<VirtualHost *:80>",
                "  KeepAliveTimeout 2",
                "</VirtualHost>",
                "<VirtualHost *:81>",
                "  KeepAliveTimeout 3",
                "</VirtualHost>");
        assertThat(site.front().orElseThrow().connections().keepAliveTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(SiteReport.gaps(site))
                .anyMatch(line -> line.startsWith(FILE + ":10: KeepAliveTimeout: all addresses have"))
                .noneMatch(line -> line.contains("MaxConnectionsPerChild"));
        assertThat(site.front().orElseThrow().connections().maxConnectionsPerChild())
                .isEqualTo(1000);
    }

    @Test
    void healthChecksAreThoseOfModProxyHcheck() {
        MemberPool pool = pool(site(
                "LoadModule proxy_hcheck_module m.so",
                "ProxyHCTemplate ten hcmethod=OPTIONS11 hcinterval=10 hcfails=3 hcpasses=0",
                "<Proxy balancer://app>",
                "  BalancerMember ajp://a:8009 hcmethod=cping hcinterval=500ms hcpasses=2 timeout=7",
                "  BalancerMember http://b:8080/app hctemplate=ten hcuri=/up?x",
                "  BalancerMember http://c:8080 hcmethod=GET hcuri=health",
                "  BalancerMember http://d:8080 hcmethod=TCP hcuri=/ignored hcfails=101",
                "  BalancerMember http://e:8080 hcinterval=3",
                "</Proxy>",
                "ProxyPass / balancer://app/"));
        assertThat(pool.members().get(0).check())
                .contains(new HealthSettings(
                        HealthMethod.CPING,
                        "",
                        HealthSettings.well(),
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(7),
                        2,
                        1,
                        HealthSettings.Counting.IN_ALL));
        HealthSettings b = pool.members().get(1).check().orElseThrow();
        assertThat(b.method()).isEqualTo(HealthMethod.OPTIONS);
        assertThat(b.uri()).isEqualTo("/app/up?x");
        assertThat(b.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(b.fails()).isEqualTo(3);
        assertThat(b.passes()).isEqualTo(1);
        assertThat(pool.members().get(2).check().orElseThrow().uri()).isEqualTo("/health");
        HealthSettings d = pool.members().get(3).check().orElseThrow();
        assertThat(d.uri()).isEmpty();
        assertThat(d.fails()).isEqualTo(100);
        assertThat(pool.members().get(4).check()).isEmpty();
    }

    @Test
    void whatOfHealthChecksDoesNotComeAboutIsListed() {
        Site site = site(
                "LoadModule proxy_hcheck_module m.so",
                "ProxyHCExpr up {%{REQUEST_STATUS} =~ /^[2]/}",
                "<Proxy balancer://app>",
                "  BalancerMember http://a:8080 hcmethod=CPING",
                "  BalancerMember http://b:8080 hcmethod=GET hcexpr=up",
                "  BalancerMember http://c:8080 hcinterval=3",
                "</Proxy>",
                "ProxyPass / balancer://app/",
                "ProxyPass /alone http://d:8080/ hcmethod=TCP");
        assertThat(SiteReport.gaps(site))
                .anyMatch(line -> line.startsWith(FILE + ":7: hcmethod: CPING is a word of AJP"))
                .anyMatch(line -> line.startsWith(FILE + ":8: hcexpr: expressions are not evaluated"));
        assertThat(SiteReport.notes(site))
                .anyMatch(line -> line.startsWith(FILE + ":9: hcinterval") && line.contains("without hcmethod"))
                .anyMatch(
                        line -> line.startsWith(FILE + ":12: hcmethod") && line.contains("members of balancers only"));
    }

    @Test
    void aRouteOfTwoMembersAndARedirectToNobodyAreWarnedOf() {
        Site site = site(
                "JkWorkerProperty worker.list=lb",
                "JkWorkerProperty worker.lb.type=lb",
                "JkWorkerProperty worker.lb.balance_workers=a,b",
                "JkWorkerProperty worker.a.host=a",
                "JkWorkerProperty worker.b.host=b",
                "JkWorkerProperty worker.b.redirect=c",
                "JkMount /jk/* lb",
                "<Proxy balancer://app>",
                "  BalancerMember http://a:8080 route=1 redirect=2",
                "  BalancerMember http://b:8080 route=1 redirect=1",
                "  BalancerMember http://c:8080",
                "  BalancerMember http://d:8080",
                "</Proxy>",
                "ProxyPass / balancer://app/");
        assertThat(SiteReport.notes(site))
                .anyMatch(line -> line.startsWith(FILE + ":9: redirect: no member has the route c"))
                .anyMatch(line -> line.startsWith(FILE + ":12: redirect: no member has the route 2"))
                .anyMatch(line -> line.startsWith(FILE + ":13: route: 1 is that of http://a:8080 too"));
    }

    @Test
    void anIdleLimitThatPoolsDoNotKeepIsAnError() {
        SiteOptions limited = new SiteOptions(false, Duration.ofMinutes(5));
        assertThatThrownBy(() -> site(limited, "event.c", new MemoryFiles(), "ProxyPass / ajp://a:8009/ ttl=300"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(FILE + ":4: ajp://a/: back.firewallIdle is 5m, but");
        assertThatThrownBy(() -> site(
                        limited,
                        "event.c",
                        new MemoryFiles(),
                        "JkWorkerProperty worker.list=one",
                        "JkWorkerProperty worker.one.host=a",
                        "JkWorkerProperty worker.one.connection_ping_interval=60",
                        "JkMount /* one"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("worker.one: back.firewallIdle")
                .hasMessageContaining("JkWatchdogInterval");
        Site kept = site(
                limited,
                "event.c",
                new MemoryFiles(),
                "JkWatchdogInterval 60",
                "JkWorkerProperty worker.list=one",
                "JkWorkerProperty worker.one.host=a",
                "JkWorkerProperty worker.one.connection_ping_interval=60",
                "JkMount /jk/* one",
                "ProxyPass / ajp://a:8009/ ttl=299");
        assertThat(kept.pools()).hasSize(2);
        assertThat(kept.firewallIdle()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void listenersTakeTheirWordsFromTheFirstHostOfTheirAddress() {
        Site site = site(
                "Listen 127.0.0.1:8080",
                "Listen 443 https",
                "KeepAliveTimeout 9",
                "<VirtualHost *:8080>",
                "  KeepAliveTimeout 2",
                "</VirtualHost>");
        List<SiteListener> listeners = site.listeners();
        assertThat(listeners).extracting(SiteListener::port).containsExactly(80, 8080);
        assertThat(listeners).extracting(SiteListener::address).containsExactly("0.0.0.0", "127.0.0.1");
        assertThat(listeners)
                .extracting(SiteListener::keepAliveTimeout)
                .containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(2));
        assertThat(SiteReport.gaps(site))
                .anyMatch(line -> line.contains("Listen 443 https") && line.contains("no TLS"));
    }

    @Test
    void whatIsNotDoneIsListedWithItsPlaceAndItsMeaning() {
        Site site = site(
                "RewriteRule ^/old /new",
                "<Location /admin>",
                "  Require ip 10.0.0.0/8",
                "</Location>",
                "ProxyPass /s https://a:8443/",
                "ProxyPass /u unix:/run/x.sock|http://localhost/",
                "ProxyPass /h http://a:1/ keepalive=On",
                "SSLEngine on",
                "FooBar 1");
        List<String> gaps = SiteReport.gaps(site);
        assertThat(gaps)
                .anyMatch(
                        line -> line.equals(FILE + ":4: RewriteRule: URLs are not rewritten: such requests go where the"
                                + " mounts alone send them"))
                .anyMatch(line -> line.startsWith(FILE + ":6: Require: access is not restricted"))
                .anyMatch(line -> line.contains("https is not spoken") && line.contains("503"))
                .anyMatch(line -> line.contains("Unix sockets"))
                .anyMatch(line -> line.contains(":10: keepalive"))
                .anyMatch(line -> line.contains(":11: SSLEngine: there is no TLS"))
                .anyMatch(line -> line.contains(":12: FooBar"))
                .anyMatch(line -> line.contains("what no mount matches is answered 404"));
        assertThat(route(site, "/s/x")).isEqualTo("503");
        assertThat(route(site, "/u/x")).isEqualTo("503");
        assertThat(site.gaps()).noneMatch(remark -> remark.why().contains("404"));
    }

    @Test
    void parametersThatNothingFollowsFromAreListed() {
        Site site = site(
                "JkWorkerProperty worker.list=lb",
                "JkWorkerProperty worker.lb.type=lb",
                "JkWorkerProperty worker.lb.balance_workers=w",
                "JkWorkerProperty worker.lb.lock=P",
                "JkWorkerProperty worker.lb.session_cookie_path=/x",
                "JkWorkerProperty worker.w.ping_mode=CX",
                "JkMount /* lb",
                "<Proxy balancer://b>",
                "  BalancerMember http://a:1 iobuffersize=9000",
                "  ProxySet scolonpathdelim=On",
                "</Proxy>",
                "ProxyPass /b balancer://b",
                "RequestReadTimeout body=7 header=10-30,MinRate=500");
        assertThat(SiteReport.gaps(site))
                .contains(
                        FILE
                                + ":7: lock: no numbers of a load balancer are shared between processes here, and there is nothing to lock")
                .contains(FILE + ":8: session_cookie_path: the load balancer makes no cookie of its own here")
                .noneMatch(line -> line.contains("scolonpathdelim"))
                .anyMatch(line -> line.startsWith(FILE + ":16: RequestReadTimeout body: is not reproduced"))
                .contains(
                        FILE
                                + ":16: RequestReadTimeout header=10-30,MinRate=500: the rate is not reproduced: a head must come within 10s, however much of it has");
        assertThat(SiteReport.gaps(site("ProxyPass / http://a:1/", "RequestReadTimeout header=10")))
                .isEmpty();
        assertThat(SiteReport.notes(site))
                .contains(
                        FILE
                                + ":9: worker.w.ping_mode: ping_mode: \"CX\" has a letter that is none of C, P, I and A, and does not count (ADJUSTED)")
                .contains(FILE + ":12: BalancerMember iobuffersize: has no effect on proxied requests (NO_EFFECT)");
    }

    @Test
    void directivesThatChangeProxiedRequestsAreGapsUnlessTheySayWhatHolds() {
        Site site = site(
                "ProxyPass / http://a:1/",
                "HostnameLookups On",
                "ProxyVia On",
                "ProxyBlock a",
                "AddOutputFilter DEFLATE html",
                "AddLanguage de html",
                "MaxRanges 1",
                "<Location /x>",
                "  ProxyAddHeaders Off",
                "</Location>");
        assertThat(SiteReport.gaps(site))
                .containsExactly(
                        FILE
                                + ":5: HostnameLookups: the client's name is not looked up: AJP back ends see its address for it",
                        FILE + ":6: ProxyVia: Via goes on as client and back end wrote it",
                        FILE
                                + ":7: ProxyBlock: access is not restricted: requests that httpd would refuse are forwarded",
                        FILE + ":8: AddOutputFilter: bodies are passed on as they are",
                        FILE + ":9: AddLanguage: clients see the fields as the back end sent them",
                        FILE + ":10: MaxRanges: directive of core that is not reproduced",
                        FILE
                                + ":12: ProxyAddHeaders: counts for whole servers: back ends see X-Forwarded-For, -Host and"
                                + " -Server as those say");
        assertThat(site("ProxyPass / http://a:1/", "HostnameLookups Off", "ProxyVia Off", "ProxyAddHeaders Off")
                        .gaps())
                .isEmpty();
    }

    @Test
    void theReportNamesListenersHostsMountsAndPools() {
        Site site = site(
                "<VirtualHost *:80>",
                "  ServerName shop.example",
                "  ProxyPass /static !",
                "  ProxyPass / ajp://a:8009/shop/",
                "</VirtualHost>");
        assertThat(SiteReport.plan(site))
                .anyMatch(line -> line.startsWith("listen on 0.0.0.0:80 (" + FILE + ":3)"))
                .anyMatch(line -> line.startsWith("process model of the files: event, 16 processes of 25 threads"))
                .anyMatch(line -> line.startsWith("host shop.example (" + FILE + ":4)"))
                .contains("  /static -> not forwarded", "  / -> ajp://a/shop/ as /shop/")
                .contains("pool ajp://a/shop/")
                .noneMatch(line -> line.contains("secret="));
    }

    @Test
    void theReportHasTheWordsAndUnitsOfTheFiles() {
        Site site = site(
                "<Proxy balancer://b>",
                "  BalancerMember http://a:1 route=r max=10 acquire=3000 ttl=60 retry=5 status=+H timeout=7 connectiontimeout=500ms",
                "  BalancerMember ajp://c:2 loadfactor=3 ping=2 disablereuse=On",
                "  ProxySet stickysession=S|s nofailover=On maxattempts=1 failonstatus=503,500",
                "</Proxy>",
                "ProxyPass /b balancer://b",
                "JkWorkerProperty worker.list=lb",
                "JkWorkerProperty worker.lb.type=lb",
                "JkWorkerProperty worker.lb.balance_workers=w",
                "JkWorkerProperty worker.w.host=d",
                "JkWorkerProperty worker.w.connection_pool_timeout=60",
                "JkWorkerProperty worker.w.ping_mode=P",
                "JkMount /* lb");
        assertThat(SiteReport.plan(site))
                .containsSubsequence(
                        "pool balancer://b: lbmethod=byrequests stickysession=S|s nofailover=On maxattempts=1"
                                + " forcerecovery=On failonstatus=500,503 failontimeout=Off",
                        "  http://a:1: route=r loadfactor=1 lbset=0 status=+H retry=5 max=160 smax=160 min=0 ttl=60"
                                + " acquire=3000 connectiontimeout=500ms timeout=7 disablereuse=Off",
                        "  ajp://c:2: loadfactor=3 lbset=0 retry=60 max=400 smax=400 min=0 connectiontimeout=60"
                                + " timeout=60 ping=2 disablereuse=On",
                        "pool lb: method=request sticky_session=true sticky_session_force=false"
                                + " session_cookie=JSESSIONID session_path=;jsessionid recover_time=60"
                                + " error_escalation_time=30 max_reply_timeouts=0 lb_retries=2 retries=2"
                                + " retry_interval=100",
                        "  ajp://d:8009: route=w lbfactor=1 distance=0 activation=active connection_pool_size=400"
                                + " connection_pool_minsize=208 connection_pool_timeout=60"
                                + " connection_acquire_timeout=200 retries=2 retry_interval=100 recovery_options=0"
                                + " socket_connect_timeout=0 connection_ping_interval=0"
                                + " ping_timeout=10000 connect_timeout=0 prepost_timeout=10000 reply_timeout=0"
                                + " busy_limit=0 max_packet_size=8192");
    }

    @Test
    void theReportHasNoWordsOfABalancerWhereThereIsNone() {
        Site site = site(
                "ProxyPass /a http://a:1 retry=5",
                "ProxyPass /b http://b:1 status=-I",
                "JkWorkerProperty worker.list=w",
                "JkWorkerProperty worker.w.host=c",
                "JkWorkerProperty worker.w.retries=3",
                "JkWorkerProperty worker.w.recovery_options=7",
                "JkWorkerProperty worker.w.fail_on_status=503",
                "JkMount /* w");
        assertThat(SiteReport.plan(site))
                .containsSubsequence(
                        "pool http://a:1",
                        "  http://a:1: retry=5 max=400 smax=400 min=0 connectiontimeout=60 timeout=60 disablereuse=Off",
                        "pool http://b:1",
                        "  http://b:1: status=-I retry=60 max=400 smax=400 min=0 connectiontimeout=60 timeout=60"
                                + " disablereuse=Off",
                        "pool w",
                        "  ajp://c:8009: fail_on_status=503 connection_pool_size=400 connection_pool_minsize=208"
                                + " connection_pool_timeout=0 connection_acquire_timeout=300 retries=3"
                                + " retry_interval=100 recovery_options=7 socket_connect_timeout=0"
                                + " connection_ping_interval=0 ping_timeout=10000 connect_timeout=0 prepost_timeout=0"
                                + " reply_timeout=0 busy_limit=0 max_packet_size=8192");
    }

    @Test
    void theReportShowsPathsAsTheyAreWritten() {
        assertThat(SiteReport.plan(site("ProxyPass /b\u00fccher \"http://a:1/l\u00e4den\"")))
                .contains("  /b\u00fccher -> http://a:1/l\u00e4den as /l\u00e4den");
    }

    @Test
    void withoutListenThereIsNoSite() {
        HttpdOptions options = HttpdOptions.of(FILE).withStaticModules(Set.of("event.c"));
        MemoryFiles files = new MemoryFiles().with(FILE, MODULES + "ProxyPass / http://a:1/");
        assertThatThrownBy(() -> Site.of(HttpdConfigurationReader.read(files, options)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no Listen");
    }
}
