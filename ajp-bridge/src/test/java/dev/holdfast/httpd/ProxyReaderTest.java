package dev.holdfast.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.httpd.syntax.Regex;
import dev.holdfast.httpd.syntax.RegexOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** mod_proxy. */
final class ProxyReaderTest {
    private static final String FILE = "/etc/httpd/httpd.conf";

    private static HttpdConfiguration read(String... lines) {
        return HttpdConfigurationReader.read(
                new MemoryFiles().with(FILE, "LoadModule proxy_module p.so\n" + String.join("\n", lines)),
                HttpdOptions.of(FILE).withStaticModules(Set.of("event.c")));
    }

    private static HttpdServer server(String... lines) {
        return read(lines).mainServer();
    }

    private static List<String> remarks(HttpdConfiguration configuration) {
        return configuration.remarks().stream()
                .map(remark -> remark.toString().replace(FILE, ""))
                .toList();
    }

    private static RegexOptions options(HttpdServer server, int mount) {
        return server.proxyMounts().get(mount).expression().orElseThrow().options();
    }

    @Test
    void regularExpressionsHaveWhatIsSaidAboveThem() {
        HttpdConfiguration configuration = read(
                "ProxyPassMatch ^/a$ http://a/",
                "RegexDefaultOptions +ICASE -DOTALL",
                "<LocationMatch ^/b.$>",
                "  ProxyPassMatch http://b/",
                "</LocationMatch>",
                "<VirtualHost *:80>",
                "  ProxyPassMatch ^/c$ http://c/",
                "</VirtualHost>",
                "RegexDefaultOptions none",
                "ProxyPassMatch ^/d$ http://d/");
        RegexOptions changed = new RegexOptions(true, false, true);
        HttpdServer main = configuration.mainServer();
        assertThat(main.proxyMounts().get(0).location().orElseThrow().expression())
                .contains(new Regex("^/b.$", changed));
        assertThat(options(main, 0)).isEqualTo(changed);
        assertThat(options(main, 1)).isEqualTo(RegexOptions.DEFAULT);
        assertThat(options(main, 2)).isEqualTo(new RegexOptions(false, false, false));
        HttpdServer host = configuration.servers().get(1);
        assertThat(host.proxyMounts()).extracting(ProxyMount::path).endsWith("^/c$");
        assertThat(options(host, 3)).isEqualTo(changed);
        assertThat(remarks(configuration)).noneMatch(line -> line.contains("RegexDefaultOptions"));
    }

    @Test
    void aReferenceInABalancersNameIsNoPartOfIt() {
        HttpdConfiguration configuration = read(
                "ProxyPassMatch ^(/img/.*)$ balancer://C$1 nofailover=On",
                "ProxyPassMatch ^/(.)$ balancer://$1/x",
                "ProxyPass /plain balancer://c$1");
        assertThat(configuration.mainServer().proxyMounts())
                .extracting(ProxyMount::target)
                .containsExactly(
                        new ProxyMount.Target.Balancer("balancer://c", "$1"),
                        new ProxyMount.Target.Balancer("balancer://$1", "/x"),
                        new ProxyMount.Target.Balancer("balancer://c$1", ""));
        assertThat(remarks(configuration))
                .contains(
                        ":2: ProxyPassMatch: nofailover=On is a parameter of balancer://c$1, to which no request goes (IGNORED)");
    }

    /** As mod_proxy does: a letter changes one mark of those that the worker has, be it by default or by a directive before. */
    @ParameterizedTest
    @CsvSource({
        "status=-I, ''",
        "status=+H, IH",
        "status=D-I, D",
        "status=N status=+H, INH",
        "status=-I+I, I",
        "status=+H status=-H, I"
    })
    void lettersChangeTheMarksOfAWorker(String parameters, String letters) {
        Set<ProxyWorker.Status> marks = server("ProxyPass / http://a/ " + parameters)
                .worker("http://a/")
                .orElseThrow()
                .value(ProxyWorker.STATUS);
        Set<ProxyWorker.Status> expected = EnumSet.noneOf(ProxyWorker.Status.class);
        for (int i = 0; i < letters.length(); i++) {
            expected.add(
                    switch (letters.charAt(i)) {
                        case 'I' -> ProxyWorker.Status.IGNORE_ERRORS;
                        case 'H' -> ProxyWorker.Status.HOT_STANDBY;
                        case 'N' -> ProxyWorker.Status.DRAIN;
                        default -> ProxyWorker.Status.DISABLED;
                    });
        }
        assertThat(marks).isEqualTo(expected);
    }

    @Test
    void aProxyPassIsAMountAndAWorker() {
        HttpdServer server = server("ProxyPass /app ajp://Back:8009/app nocanon max=20 ttl=120 acquire=3000");
        ProxyMount mount = server.proxyMounts().get(0);
        assertThat(mount.path()).isEqualTo("/app");
        assertThat(mount.regex()).isFalse();
        assertThat(mount.options()).containsExactly("nocanon");
        assertThat(mount.target()).isEqualTo(new ProxyMount.Target.Worker("ajp://back/app", "ajp://Back:8009/app"));
        assertThat(mount.origin()).hasToString(FILE + ":2");
        ProxyWorker worker = server.worker("ajp://back/app").orElseThrow();
        assertThat(worker.url()).isEqualTo(new ProxyUrl("ajp", "back", 8009, "/app", Optional.empty()));
        assertThat(worker.settings().get(ProxyWorker.MAX)).hasToString("20 (" + FILE + ":2)");
        assertThat(worker.value(ProxyWorker.TTL)).contains(Duration.ofMinutes(2));
        assertThat(worker.value(ProxyWorker.ACQUIRE)).contains(Duration.ofSeconds(3));
    }

    @Test
    void workersHaveDefaults() {
        ProxyWorker worker = server("ProxyPass / http://h/").workers().get(0);
        assertThat(worker.settings().get(ProxyWorker.MAX)).hasToString("25 (default from ThreadsPerChild)");
        assertThat(worker.settings().get(ProxyWorker.SMAX)).hasToString("25 (default from max)");
        assertThat(worker.value(ProxyWorker.MIN)).isZero();
        assertThat(worker.value(ProxyWorker.TTL)).isEmpty();
        assertThat(worker.value(ProxyWorker.ACQUIRE)).isEmpty();
        assertThat(worker.value(ProxyWorker.PING)).isEmpty();
        assertThat(worker.settings().get(ProxyWorker.TIMEOUT)).hasToString("PT1M (default from Timeout)");
        assertThat(worker.settings().get(ProxyWorker.CONNECTION_TIMEOUT)).hasToString("PT1M (default from timeout)");
        assertThat(worker.value(ProxyWorker.RETRY)).isEqualTo(Duration.ofSeconds(60));
        assertThat(worker.value(ProxyWorker.FLUSH_WAIT)).isEqualTo(Duration.ofMillis(10));
        assertThat(worker.value(ProxyWorker.IO_BUFFER_SIZE)).isEqualTo(8192);
        // Outside of a balancer a worker is never in error.
        assertThat(worker.value(ProxyWorker.STATUS)).containsExactly(ProxyWorker.Status.IGNORE_ERRORS);
        assertThat(worker.value(ProxyWorker.ADDRESS_TTL)).isEqualTo(-1);
        assertThat(worker.value(ProxyWorker.HC_METHOD)).isEqualTo("None");
    }

    @Test
    void timeoutsComeFromTheServer() {
        ProxyWorker worker = server(
                        "ProxyPass / http://h/ connectiontimeout=500ms", "ProxyTimeout 90", "ProxyIOBufferSize 65536")
                .workers()
                .get(0);
        assertThat(worker.settings().get(ProxyWorker.TIMEOUT)).hasToString("PT1M30S (" + FILE + ":3)");
        assertThat(worker.value(ProxyWorker.CONNECTION_TIMEOUT)).isEqualTo(Duration.ofMillis(500));
        assertThat(worker.value(ProxyWorker.IO_BUFFER_SIZE)).isEqualTo(65536);
    }

    @Test
    void aWorkerKeepsTheProxyTimeoutThatStandsAboveIt() {
        HttpdConfiguration configuration = read(
                "ProxyPass /before http://before/",
                "ProxyTimeout 90",
                "ProxyPass /after http://after/",
                "<VirtualHost a>",
                "ProxyTimeout 5",
                "</VirtualHost>");
        HttpdServer host = configuration.servers().get(1);
        assertThat(host.workers().get(0).value(ProxyWorker.TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(host.workers().get(1).value(ProxyWorker.TIMEOUT)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void poolsAreCorrected() {
        HttpdConfiguration configuration = read("ProxyPass / http://h/ max=10 smax=20 min=15");
        ProxyWorker worker = configuration.mainServer().workers().get(0);
        assertThat(worker.value(ProxyWorker.SMAX)).isEqualTo(10);
        assertThat(worker.value(ProxyWorker.MIN)).isEqualTo(10);
        assertThat(remarks(configuration))
                .containsExactly(
                        ":2: smax: 20 becomes 10 because of max (ADJUSTED)",
                        ":2: min: 15 becomes 10 because of smax (ADJUSTED)");
    }

    @Test
    void preforkHasOneConnection() {
        HttpdConfiguration configuration = HttpdConfigurationReader.read(
                new MemoryFiles().with(FILE, "ProxyPass / http://h/ max=10"),
                HttpdOptions.of(FILE).withStaticModules(Set.of("prefork.c", "proxy_module")));
        assertThat(configuration.mainServer().workers().get(0).settings().get(ProxyWorker.MAX))
                .hasToString("1 (default from prefork)");
        assertThat(remarks(configuration))
                .containsExactly(":1: max: a process of prefork has one connection (IGNORED)");
    }

    @ParameterizedTest
    @CsvSource({"'',61", "H2MaxWorkers 10,34", "H2MinWorkers 10,39", "ThreadsPerChild 2,5"})
    void http2AddsConnections(String directive, int max) {
        ProxyWorker worker = server("LoadModule http2_module m.so", "ProxyPass / http://h/", directive)
                .workers()
                .get(0);
        assertThat(worker.value(ProxyWorker.MAX)).isEqualTo(max);
    }

    @Test
    void exclusionsAndRegularExpressionsAreMounts() {
        HttpdServer server = server(
                "ProxyPass /app/static !",
                "ProxyPassMatch ^/(a|b)/(.*)$ http://h:8080/$1/$2",
                "ProxyPass ~ ^/c http://c/",
                "ProxyPass /d unix:/run/d.sock|http://localhost/d",
                "ProxyPass /e balancer://Cluster/e");
        assertThat(server.proxyMounts())
                .extracting(ProxyMount::target)
                .containsExactly(
                        new ProxyMount.Target.Exclusion(),
                        new ProxyMount.Target.Worker("http://h:8080/$1/$2", "http://h:8080/$1/$2"),
                        new ProxyMount.Target.Worker("http://c/", "http://c/"),
                        new ProxyMount.Target.Worker("http://localhost/d", "unix:/run/d.sock|http://localhost/d"),
                        new ProxyMount.Target.Balancer("balancer://cluster", "/e"));
        assertThat(server.proxyMounts()).extracting(ProxyMount::regex).containsExactly(false, true, true, false, false);
        assertThat(server.workers().get(0).settings().get(ProxyWorker.DISABLE_REUSE))
                .hasToString("true (default from references in the URL)");
        assertThat(server.workers().get(2).url().unixSocket()).contains("/run/d.sock");
    }

    @Test
    void laterLocationsComeFirst() {
        HttpdServer server = server(
                "ProxyPass /x http://x/",
                "<Location /a>",
                "ProxyPass http://a/",
                "ProxyPassReverse http://a/",
                "</Location>",
                "<LocationMatch \"^/b(.*)$\">",
                "ProxyPassMatch http://b/$1",
                "</LocationMatch>");
        assertThat(server.proxyMounts()).extracting(ProxyMount::path).containsExactly("^/b(.*)$", "/a", "/x");
        assertThat(server.proxyMounts().get(0).location())
                .contains(new LocationScope("^/b(.*)$", Optional.of(new Regex("^/b(.*)$", RegexOptions.DEFAULT))));
        assertThat(server.proxyPassReverses())
                .extracting(ProxyPassReverse::path)
                .containsExactly("/a");
    }

    @Test
    void cookiesAreCorrectedForWholeServers() {
        HttpdConfiguration configuration = read(
                "ProxyPassReverseCookiePath /in /out",
                "ProxyPassReverseCookieDomain in.example out.example",
                "<Location /x>",
                "  ProxyPassReverseCookiePath /a /b",
                "</Location>",
                "<VirtualHost *>",
                "  ProxyPassReverseCookiePath /own /out",
                "</VirtualHost>");
        assertThat(configuration.mainServer().cookieReverses())
                .extracting(CookieReverse::from)
                .containsExactly("/in", "in.example", "/a");
        assertThat(configuration.mainServer().cookieReverses().get(2).location())
                .contains(new LocationScope("/x", Optional.empty()));
        assertThat(configuration.servers().get(1).cookieReverses())
                .extracting(CookieReverse::from)
                .containsExactlyInAnyOrder("/in", "in.example", "/a", "/own");
        assertThat(configuration.gaps()).isEmpty();
    }

    @Test
    void balancersHaveMembersAndParameters() {
        HttpdServer server = server(
                "<Proxy balancer://Cluster lbmethod=bybusyness>",
                "BalancerMember ajp://a:8009 route=a loadfactor=2.5 ping=500ms",
                "BalancerMember ajp://b:8010 route=b status=+H retry=5 lbset=1",
                "ProxySet stickysession=JSESSIONID|jsessionid nofailover=On timeout=3 failonstatus=500,503",
                "</Proxy>",
                "BalancerMember balancer://cluster http://c:8080 status=D-D+I",
                "ProxySet balancer://cluster maxattempts=1",
                "ProxyPass /app balancer://cluster/app forcerecovery=off stickysessionsep=off");
        ProxyBalancer balancer = server.balancer("balancer://cluster").orElseThrow();
        assertThat(balancer.members())
                .extracting(ProxyWorker::name)
                .containsExactly("ajp://a", "ajp://b:8010", "http://c:8080");
        assertThat(balancer.members().get(0).value(ProxyWorker.LOAD_FACTOR)).isEqualTo(2.5);
        assertThat(balancer.members().get(0).value(ProxyWorker.PING)).contains(Duration.ofMillis(500));
        assertThat(balancer.members().get(0).value(ProxyWorker.STATUS)).isEmpty();
        assertThat(balancer.members().get(1).value(ProxyWorker.STATUS)).containsExactly(ProxyWorker.Status.HOT_STANDBY);
        assertThat(balancer.members().get(2).value(ProxyWorker.STATUS))
                .containsExactly(ProxyWorker.Status.IGNORE_ERRORS);
        assertThat(balancer.value(ProxyBalancer.LB_METHOD)).isEqualTo("bybusyness");
        assertThat(balancer.value(ProxyBalancer.STICKY_SESSION)).contains("JSESSIONID|jsessionid");
        assertThat(balancer.value(ProxyBalancer.NO_FAILOVER)).isTrue();
        assertThat(balancer.value(ProxyBalancer.TIMEOUT)).contains(Duration.ofSeconds(3));
        assertThat(balancer.value(ProxyBalancer.FAIL_ON_STATUS)).containsExactly(500, 503);
        assertThat(balancer.value(ProxyBalancer.MAX_ATTEMPTS)).contains(1);
        assertThat(balancer.value(ProxyBalancer.FORCE_RECOVERY)).isFalse();
        assertThat(balancer.value(ProxyBalancer.STICKY_SESSION_SEP)).isEmpty();
        assertThat(balancer.settings().get(ProxyBalancer.MAX_ATTEMPTS).origin()).hasToString(FILE + ":8");
    }

    @Test
    void aVirtualHostSharesTheMainServersWorkerOfTheSameUrl() {
        HttpdConfiguration configuration = read(
                "<VirtualHost *:80>",
                "ProxyPass / http://h/ timeout=2 max=2",
                "ProxyPass /own http://own/ timeout=3",
                "</VirtualHost>",
                "<VirtualHost *:81>",
                "ProxyPass / http://h/ max=7",
                "</VirtualHost>",
                "ProxyPass /two http://h/ max=7");
        for (HttpdServer server : configuration.servers()) {
            ProxyWorker worker = server.worker("http://h/").orElseThrow();
            assertThat(worker.origin()).hasToString(FILE + ":9");
            assertThat(worker.value(ProxyWorker.MAX)).isEqualTo(7);
            assertThat(worker.value(ProxyWorker.TIMEOUT)).hasSeconds(60);
        }
        HttpdServer host = configuration.servers().get(1);
        assertThat(host.workers()).hasSize(2);
        assertThat(host.worker("http://own/").orElseThrow().value(ProxyWorker.TIMEOUT))
                .hasSeconds(3);
        assertThat(remarks(configuration))
                .containsExactly(
                        ":3: http://h/: max, timeout does not count, because the main server has a worker of this name at "
                                + ":9 (IGNORED)");
    }

    @Test
    void sharedWorkersKeepTheirParameters() {
        HttpdConfiguration configuration = read(
                "ProxyPass /a http://h:80/ timeout=5",
                "ProxyPass /a/b http://H/b timeout=9",
                "ProxyPass /c http://h:8080/ timeout=7");
        assertThat(configuration.mainServer().workers())
                .extracting(ProxyWorker::name)
                .containsExactly("http://h/", "http://h:8080/");
        assertThat(configuration.mainServer().workers().get(0).value(ProxyWorker.TIMEOUT))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(remarks(configuration))
                .containsExactly(
                        ":3: ProxyPass: parameters timeout=9 do not count, because the worker http://h/ of /etc/httpd/httpd.conf:2 is shared (IGNORED)"
                                .replace(FILE, ""));
    }

    @Test
    void virtualHostsInheritWorkersBalancersAndMounts() {
        HttpdConfiguration configuration = read(
                "ProxyPass /main http://main/",
                "BalancerMember balancer://x ajp://main1",
                "ProxySet balancer://x stickysession=MAIN nofailover=On",
                "<VirtualHost *:80>",
                "ProxyPass /own http://own/",
                "BalancerMember balancer://x ajp://own1",
                "ProxySet balancer://x stickysession=OWN",
                "ProxyTimeout 5",
                "</VirtualHost>");
        HttpdServer host = configuration.servers().get(1);
        assertThat(host.proxyMounts()).extracting(ProxyMount::path).containsExactly("/main", "/own");
        assertThat(host.workers()).extracting(ProxyWorker::name).containsExactly("http://main/", "http://own/");
        assertThat(host.workers().get(0).value(ProxyWorker.TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        ProxyBalancer balancer = host.balancer("balancer://x").orElseThrow();
        assertThat(balancer.members()).extracting(ProxyWorker::name).containsExactly("ajp://main1");
        assertThat(balancer.value(ProxyBalancer.STICKY_SESSION)).contains("OWN");
        assertThat(balancer.value(ProxyBalancer.NO_FAILOVER)).isTrue();
        assertThat(remarks(configuration)).hasSize(1);
        assertThat(configuration.mainServer().proxyMounts()).hasSize(1);
    }

    @Test
    void templatesOfHealthChecksAreUsed() {
        ProxyWorker member = server(
                        "ProxyHCTemplate t hcmethod=get hcinterval=5 hcuri=/health",
                        "BalancerMember balancer://b http://h hctemplate=T hcpasses=2 hcinterval=7")
                .balancers()
                .get(0)
                .members()
                .get(0);
        assertThat(member.value(ProxyWorker.HC_METHOD)).isEqualTo("GET");
        assertThat(member.value(ProxyWorker.HC_INTERVAL)).isEqualTo(Duration.ofSeconds(7));
        assertThat(member.value(ProxyWorker.HC_PASSES)).isEqualTo(2);
        assertThat(member.value(ProxyWorker.HC_URI)).isEqualTo("/health");
    }

    @Test
    void workersCanBeDefinedInSections() {
        ProxyWorker worker = server(
                        "<Proxy ajp://h:8009>", "ProxySet keepalive=On secret=abc enablereuse=off", "</Proxy>")
                .workers()
                .get(0);
        assertThat(worker.value(ProxyWorker.KEEPALIVE)).isTrue();
        assertThat(worker.value(ProxyWorker.SECRET)).contains("abc");
        assertThat(worker.value(ProxyWorker.DISABLE_REUSE)).isTrue();
    }

    @Test
    void aMissingModuleIsSaidOnce() {
        HttpdConfiguration configuration = HttpdConfigurationReader.read(
                new MemoryFiles().with(FILE, "ProxyPass /a http://a/\nProxyPass /b http://b/"),
                HttpdOptions.of(FILE).withStaticModules(Set.of("event.c")));
        assertThat(remarks(configuration))
                .containsExactly(
                        ":1: ProxyPass: no LoadModule for proxy_module is there, and httpd would not start (UNKNOWN)");
    }

    @ParameterizedTest
    @CsvSource({
        "ajp://h,ajp,h,8009,'',ajp://h",
        "HTTP://H:80/P,http,h,80,/P,http://h/P",
        "http://h:8080,http,h,8080,'',http://h:8080",
        "https://h/,https,h,443,/,https://h/",
        "h2c://h,h2c,h,80,'',h2c://h",
        "wss://h/x,wss,h,443,/x,wss://h/x",
        "http://user:pw@h/,http,h,80,/,http://h/",
        "http://[::1]:90/,http,[::1],90,/,http://[::1]:90/",
        // The value of a variable may have a port.
        "ajp://${Back}/,ajp,${Back},0,/,ajp://${Back}/",
        "ajp://A${Back}.B,ajp,a${Back}.b,8009,'',ajp://a${Back}.b",
        "ajp://${Back}:8009/,ajp,${Back},8009,/,ajp://${Back}/",
        "ajp://${X,ajp,${x,8009,'',ajp://${x"
    })
    void urlsAreNormalized(String text, String scheme, String host, int port, String path, String name) {
        ProxyUrl url = ProxyUrl.parse(text, false);
        assertThat(url).isEqualTo(new ProxyUrl(scheme, host, port, path, Optional.empty()));
        assertThat(url.workerName()).isEqualTo(name);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("ProxyPass /a", "ProxyPass needs a path and a URL"),
                Arguments.of(
                        "ProxyPass /a ${URL}/",
                        "ProxyPass: a back end must be known, but there is no value here for its variable: set it in the"
                                + " environment, as in URL=... holdfast ...: \"${URL}/\""),
                Arguments.of(
                        "ProxyPass /a ajp://h:${PORT}/",
                        "ProxyPass: a back end must be known, but there is no value here for its variable: set it in the"
                                + " environment, as in PORT=... holdfast ...: \"ajp://h:${PORT}/\""),
                Arguments.of("ProxyPass /a /b", "ProxyPass: a back end must be a URL with scheme and host: \"/b\""),
                Arguments.of(
                        "ProxyPass /a http:///b",
                        "ProxyPass: a back end must be a URL with scheme and host: \"http:///b\""),
                Arguments.of(
                        "ProxyPass /a http://h:x/",
                        "ProxyPass: a back end must be a URL whose port is 1 to 65535: \"http://h:x/\""),
                Arguments.of(
                        "ProxyPass /a http://[::1/",
                        "ProxyPass: a back end must be a URL with a ] after the IPv6 address: \"http://[::1/\""),
                Arguments.of("ProxyPass /a http://h/ foo", "ProxyPass takes key=value here, not \"foo\""),
                Arguments.of("ProxyPass /a ! foo", "ProxyPass takes key=value here, not \"foo\""),
                Arguments.of("ProxyPass /a http://h/ foo=1", "ProxyPass: a worker has no parameter \"foo\""),
                Arguments.of("ProxyPass /a balancer://b ttl=1", "ProxyPass: a balancer has no parameter \"ttl\""),
                Arguments.of("ProxyPass /a http://h/ ttl=0", "ttl must be a number of seconds from 1: \"0\""),
                Arguments.of("ProxyPass /a http://h/ acquire=0", "acquire must be a time of at least 1 ms: \"0\""),
                Arguments.of("ProxyPass /a http://h/ keepalive=1", "keepalive must be On or Off: \"1\""),
                Arguments.of(
                        "ProxyPass /a http://h/ flushwait=1001", "flushwait must be a number from 0 to 1000: \"1001\""),
                Arguments.of(
                        "ProxyPass /a http://h/ flushpackets=x", "flushpackets must be one of off, on, auto: \"x\""),
                Arguments.of(
                        "ProxyPass /a http://h/ addressttl=500ms",
                        "addressttl must be -1, or whole seconds: \"500ms\""),
                Arguments.of(
                        "ProxyPass /a http://h/ loadfactor=0.5", "loadfactor must be a number from 1 to 100: \"0.5\""),
                Arguments.of(
                        "ProxyPass /a http://h/ route=" + "x".repeat(64),
                        "route must be at most 63 characters long: \"" + "x".repeat(64) + "\""),
                Arguments.of(
                        "ProxyPass /a http://h/ status=X",
                        "status must be letters out of D, S, I, R, H, E, N, C with + or - before them: \"X\""),
                Arguments.of(
                        "ProxyPass /a http://h/ hctemplate=t", "ProxyPass: there is no ProxyHCTemplate \"t\" above"),
                Arguments.of(
                        "ProxyPass /a balancer://b lbmethod=x",
                        "lbmethod must be one of byrequests, bytraffic, bybusyness, heartbeat: \"x\""),
                Arguments.of(
                        "ProxyPass /a balancer://b failonstatus=99",
                        "failonstatus must be a number from 100 to 599: \"99\""),
                Arguments.of(
                        "ProxyPassMatch ^/( http://h/",
                        "ProxyPassMatch: the regular expression \"^/(\" is malformed: a parenthesis is not closed"),
                Arguments.of("ProxyPassReverse /a", "ProxyPassReverse needs a path and a URL"),
                Arguments.of(
                        "BalancerMember http://h",
                        "BalancerMember needs a balancer, by its section or its name, and a URL"),
                Arguments.of(
                        "BalancerMember b http://h",
                        "BalancerMember: a balancer's name must be balancer://name: \"b\""),
                Arguments.of(
                        "BalancerMember balancer://b http://h x", "BalancerMember takes key=value here, not \"x\""),
                Arguments.of(
                        "ProxySet balancer://b timeout=3",
                        "ProxySet: there is no worker or balancer \"balancer://b\" above"),
                Arguments.of(
                        "ProxySet http://h timeout=3", "ProxySet: there is no worker or balancer \"http://h\" above"),
                Arguments.of("ProxyHCTemplate hcmethod=GET", "ProxyHCTemplate needs a name and parameters"),
                Arguments.of("<Proxy>\n</Proxy>", "<Proxy> needs a URL"),
                Arguments.of(
                        "<Proxy balancer://b timeout=0>\n</Proxy>",
                        "timeout must be a number of seconds from 1: \"0\""),
                Arguments.of("<Proxy *>\nProxyPass /a http://h/\n</Proxy>", null));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedDirectivesAreRefused(String text, String message) {
        String expected = message == null ? FILE + ":3: ProxyPass is not legal in <Proxy>" : FILE + ":2: " + message;
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(expected);
    }
}
