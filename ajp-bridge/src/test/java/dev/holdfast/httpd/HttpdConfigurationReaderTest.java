package dev.holdfast.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.config.Remark;
import dev.holdfast.httpd.syntax.HttpdOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directives of the server and the process model, and what becomes of all the others. */
final class HttpdConfigurationReaderTest {
    private static final String FILE = "/etc/httpd/httpd.conf";

    private static HttpdConfiguration read(String... lines) {
        return HttpdConfigurationReader.read(new MemoryFiles().with(FILE, lines), HttpdOptions.of(FILE));
    }

    private static List<String> remarks(HttpdConfiguration configuration) {
        return configuration.remarks().stream()
                .filter(remark -> !remark.directive().equals("LoadModule"))
                .map(remark -> remark.toString().replace(FILE, ""))
                .toList();
    }

    @Test
    void anEmptyFileIsHttpdsDefaults() {
        HttpdConfiguration configuration = read("");
        assertThat(configuration.mpm().model().value()).isEqualTo(Mpm.Model.EVENT);
        assertThat(configuration.remarks()).hasSize(1);
        HttpdServer server = configuration.mainServer();
        assertThat(server.value(HttpdServer.KEEP_ALIVE)).isTrue();
        assertThat(server.value(HttpdServer.KEEP_ALIVE_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(server.value(HttpdServer.MAX_KEEP_ALIVE_REQUESTS)).isEqualTo(100);
        assertThat(server.value(HttpdServer.TIMEOUT)).isEqualTo(Duration.ofSeconds(60));
        assertThat(server.settings().get(HttpdServer.PROXY_TIMEOUT)).hasToString("PT1M (default from Timeout)");
        assertThat(server.value(HttpdServer.HEADER_TIMEOUT)).isEqualTo(ReadTimeout.NONE);
        assertThat(configuration.jkWorkers()).isEmpty();
        assertThat(configuration.listens()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // model, directives, MaxRequestWorkers, ThreadsPerChild, ServerLimit, StartServers, processes
        "event,'',400,25,16,3,16",
        "worker,'',400,25,16,3,16",
        "prefork,'',256,1,256,5,256",
        "event,MaxRequestWorkers 150,150,25,16,3,6",
        "event,MaxClients 150,150,25,16,3,6",
        // Not a multiple, or more than there may be processes for.
        "event,MaxRequestWorkers 160,150,25,16,3,6",
        "event,MaxRequestWorkers 1000,400,25,16,3,16",
        "event,MaxRequestWorkers 10,25,25,16,1,1",
        "event,'ServerLimit 40;MaxRequestWorkers 1000',1000,25,40,3,40",
        // The default of MaxRequestWorkers does not grow with the others.
        "event,ServerLimit 40,400,25,40,3,16",
        "event,ThreadsPerChild 64,384,64,16,3,6",
        "event,ThreadsPerChild 100,384,64,16,3,6",
        "event,'ThreadLimit 100;ThreadsPerChild 100',400,100,16,3,4",
        "event,ThreadsPerChild 0,16,1,16,3,16",
        "event,StartServers 50,400,25,16,16,16",
        "event,StartServers 0,400,25,16,1,16",
        "prefork,MaxRequestWorkers 300,256,1,256,5,256",
        "prefork,'ServerLimit 300;MaxRequestWorkers 300',300,1,300,5,300",
        "prefork,ServerLimit 100,100,1,100,5,100",
        "prefork,ServerLimit 1000,256,1,1000,5,256",
        "prefork,MaxRequestWorkers 0,1,1,256,1,1",
        "worker,ServerLimit 30000,400,25,20000,3,16"
    })
    void theProcessModelIsCorrectedAsHttpdCorrectsIt(
            String model, String directives, int workers, int threads, int limit, int start, int processes) {
        Mpm mpm = read("LoadModule mpm_" + model + "_module m.so\n" + directives.replace(";", "\n"))
                .mpm();
        assertThat(mpm.model().value().name()).isEqualToIgnoringCase(model);
        assertThat(mpm.value(Mpm.MAX_REQUEST_WORKERS)).isEqualTo(workers);
        assertThat(mpm.value(Mpm.THREADS_PER_CHILD)).isEqualTo(threads);
        assertThat(mpm.value(Mpm.SERVER_LIMIT)).isEqualTo(limit);
        assertThat(mpm.value(Mpm.START_SERVERS)).isEqualTo(start);
        assertThat(mpm.processes()).isEqualTo(processes);
    }

    @Test
    void correctionsAreRemarked() {
        assertThat(remarks(read("LoadModule mpm_event_module m.so", "MaxClients 160", "MaxSpareThreads 80")))
                .containsExactly(
                        ":2: MaxClients: httpd's manual says MaxRequestWorkers instead (DEPRECATED)",
                        ":2: MaxRequestWorkers: 160 becomes 150 because of a multiple of ThreadsPerChild (ADJUSTED)",
                        ":3: MaxSpareThreads: 80 becomes 101 because of MinSpareThreads + ThreadsPerChild + 1 (ADJUSTED)");
    }

    @Test
    void directivesOfOtherProcessModelsAreUnknown() {
        assertThat(remarks(
                        read("LoadModule mpm_prefork_module m.so", "ThreadsPerChild 10", "AsyncRequestWorkerFactor 2")))
                .containsExactly(
                        ":2: ThreadsPerChild: the MPM prefork has no such directive and would not start (UNKNOWN)",
                        ":3: AsyncRequestWorkerFactor: the MPM prefork has no such directive and would not start (UNKNOWN)");
        assertThat(read("LoadModule mpm_prefork_module m.so", "MaxSpareServers 5")
                        .mpm()
                        .value(Mpm.MAX_SPARE_SERVERS))
                .isEqualTo(6);
    }

    @Test
    void theFactorIsAtLeastOne() {
        assertThat(read("AsyncRequestWorkerFactor 0.5").mpm().value(Mpm.ASYNC_REQUEST_WORKER_FACTOR))
                .isEqualTo(1.0);
        assertThat(read("AsyncRequestWorkerFactor 1.5").mpm().value(Mpm.ASYNC_REQUEST_WORKER_FACTOR))
                .isEqualTo(1.5);
    }

    @Test
    void staticModulesCount() {
        HttpdOptions options = HttpdOptions.of(FILE).withStaticModules(java.util.Set.of("prefork.c"));
        assertThat(HttpdConfigurationReader.read(new MemoryFiles().with(FILE, ""), options)
                        .mpm()
                        .model()
                        .value())
                .isEqualTo(Mpm.Model.PREFORK);
    }

    @Test
    void serversHaveTimeouts() {
        HttpdServer server = read(
                        "keepalive off",
                        "KeepAliveTimeout 500ms",
                        "MaxKeepAliveRequests 0",
                        "TimeOut 30s",
                        "ProxyIOBufferSize 0",
                        "ProxyPreserveHost On",
                        "ServerName https://www.example.org:443",
                        "ServerAlias a b",
                        "ServerAlias *.c")
                .mainServer();
        assertThat(server.value(HttpdServer.KEEP_ALIVE)).isFalse();
        assertThat(server.settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT)).hasToString("PT0.5S (" + FILE + ":2)");
        assertThat(server.value(HttpdServer.MAX_KEEP_ALIVE_REQUESTS)).isZero();
        assertThat(server.value(HttpdServer.TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.value(HttpdServer.PROXY_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.value(HttpdServer.PROXY_IO_BUFFER_SIZE)).isEqualTo(8192);
        assertThat(server.value(HttpdServer.PROXY_PRESERVE_HOST)).isTrue();
        assertThat(server.names()).containsExactly("www.example.org:443", "a", "b", "*.c");
        assertThat(remarks(read("TimeOut 30s")))
                .containsExactly(":1: TimeOut: Timeout: \"30s\" is read as 30 (ADJUSTED)");
    }

    @Test
    void readTimeoutsAreModReqtimeouts() {
        HttpdServer usual = read("LoadModule reqtimeout_module m.so").mainServer();
        assertThat(usual.value(HttpdServer.HEADER_TIMEOUT))
                .isEqualTo(new ReadTimeout(Duration.ofSeconds(20), Duration.ofSeconds(40), 500));
        assertThat(usual.value(HttpdServer.BODY_TIMEOUT))
                .isEqualTo(new ReadTimeout(Duration.ofSeconds(20), Duration.ZERO, 500));
        HttpdServer set = read("RequestReadTimeout header=5-10,minrate=100 BODY=0 handshake=3")
                .mainServer();
        assertThat(set.value(HttpdServer.HEADER_TIMEOUT))
                .isEqualTo(new ReadTimeout(Duration.ofSeconds(5), Duration.ofSeconds(10), 100));
        assertThat(set.value(HttpdServer.BODY_TIMEOUT)).isEqualTo(ReadTimeout.NONE);
        assertThat(set.value(HttpdServer.HANDSHAKE_TIMEOUT).timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void virtualHostsInheritWhatIsSaidAboveOrBelow() {
        HttpdConfiguration configuration = read(
                "Timeout 30",
                "<VirtualHost *:80>",
                "ServerName a",
                "Timeout 10",
                "</VirtualHost>",
                "<VirtualHost *:81>",
                "KeepAliveTimeout 0",
                "</VirtualHost>",
                "KeepAliveTimeout 7");
        HttpdServer first = configuration.servers().get(1);
        assertThat(first.value(HttpdServer.TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(first.value(HttpdServer.PROXY_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(first.value(HttpdServer.KEEP_ALIVE_TIMEOUT)).isEqualTo(Duration.ofSeconds(7));
        HttpdServer second = configuration.servers().get(2);
        assertThat(second.addresses()).containsExactly("*:81");
        assertThat(second.value(HttpdServer.TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(second.value(HttpdServer.KEEP_ALIVE_TIMEOUT)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void keepAliveTimeoutIsTheFirstVirtualHostsOfTheAddress() {
        HttpdConfiguration configuration = read(
                "KeepAliveTimeout 7",
                "<VirtualHost *:80>",
                "KeepAliveTimeout 3",
                "</VirtualHost>",
                "<VirtualHost *:80>",
                "</VirtualHost>",
                "<VirtualHost *:80>",
                "KeepAliveTimeout 9",
                "</VirtualHost>",
                "<VirtualHost *:81>",
                "</VirtualHost>");
        assertThat(configuration.servers().stream()
                        .map(server ->
                                server.value(HttpdServer.KEEP_ALIVE_TIMEOUT).toSeconds()))
                .containsExactly(7L, 3L, 3L, 9L, 7L);
        assertThat(configuration
                        .servers()
                        .get(2)
                        .settings()
                        .get(HttpdServer.KEEP_ALIVE_TIMEOUT)
                        .origin())
                .hasToString(FILE + ":3");
    }

    @ParameterizedTest
    @CsvSource({
        "Listen 80,'',80,http",
        "Listen 443,'',443,https",
        "Listen 8443 HTTPS,'',8443,https",
        "Listen 10.0.0.1:80,10.0.0.1,80,http",
        "Listen *:80,'',80,http",
        "Listen [::1]:80,::1,80,http",
        "Listen localhost:1,localhost,1,http"
    })
    void listenIsAPortOrAnAddress(String line, String address, int port, String protocol) {
        Listen listen = read(line).listens().get(0);
        assertThat(listen.address()).isEqualTo(address);
        assertThat(listen.port()).isEqualTo(port);
        assertThat(listen.protocol()).isEqualTo(protocol);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("KeepAlive maybe", ":1: KeepAlive must be On or Off: \"maybe\""),
                Arguments.of("KeepAlive", ":1: KeepAlive takes 1 argument, not 0"),
                Arguments.of(
                        "KeepAliveTimeout 5x",
                        ":1: KeepAliveTimeout must be a number with ms, s, mi or h after it, or without for s: \"5x\""),
                Arguments.of("ProxyTimeout 0", ":1: ProxyTimeout must be a number of seconds from 1: \"0\""),
                Arguments.of(
                        "ProxyIOBufferSize 100",
                        ":1: ProxyIOBufferSize must be 0, or a number of bytes from 512: \"100\""),
                Arguments.of("ListenBackLog 0", ":1: ListenBackLog must be a number from 1: \"0\""),
                Arguments.of(
                        "AsyncRequestWorkerFactor 0", ":1: AsyncRequestWorkerFactor must be a number above 0: \"0\""),
                Arguments.of(
                        "Listen 65536",
                        ":1: Listen must be a port, address:port or [address]:port with a port from 1 to 65535: \"65536\""),
                Arguments.of(
                        "RequestReadTimeout x=1",
                        ":1: RequestReadTimeout takes handshake=, header= and body=, not \"x=1\""),
                Arguments.of(
                        "RequestReadTimeout header=40-20,MinRate=500",
                        ":1: RequestReadTimeout header must be seconds, seconds,MinRate=bytes or seconds-more,MinRate=bytes"
                                + " with a rate above 0: \"40-20,MinRate=500\""),
                Arguments.of(
                        "<VirtualHost a>\nServerLimit 3\n</VirtualHost>",
                        ":2: ServerLimit is not legal in <VirtualHost>"),
                Arguments.of("<VirtualHost a>\nListen 3\n</VirtualHost>", ":2: Listen is not legal in <VirtualHost>"),
                Arguments.of("<VirtualHost>\n</VirtualHost>", ":1: <VirtualHost> takes 1 or more arguments, not 0"),
                Arguments.of(
                        "<VirtualHost a>\n<VirtualHost b>\n</VirtualHost>\n</VirtualHost>",
                        ":2: <VirtualHost> is not legal in <VirtualHost>"),
                Arguments.of("<Location /a>\nKeepAlive On\n</Location>", ":2: KeepAlive is not legal in <Location>"),
                Arguments.of(
                        "<Location /a>\n<Location /b>\n</Location>\n</Location>",
                        ":2: <Location> is not legal in <Location>"),
                Arguments.of("<Location>\n</Location>", ":1: <Location> takes one path"));
    }

    @Test
    void regexDefaultOptionsAreOfTheMainServerAndKnown() {
        assertThatThrownBy(() -> read("RegexDefaultOptions +EXTENDED"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(FILE + ":1: RegexDefaultOptions takes none, and ICASE, DOTALL and DOLLAR_ENDONLY with or"
                        + " without + or -, not \"extended\"");
        assertThatThrownBy(() -> read("<VirtualHost *>", "RegexDefaultOptions none", "</VirtualHost>"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(FILE + ":2: RegexDefaultOptions is not legal in <VirtualHost>");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedDirectivesAreRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(FILE + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ErrorLog x",
                "LogFormat \"%h\" common",
                "Alias /a /b",
                "DocumentRoot /x",
                "User x",
                "Require all granted",
                "ProxyRequests off",
                "NameVirtualHost *:80",
                "AllowEncodedSlashes Off",
                "SSLEngine off",
                "RewriteEngine Off",
                "Order deny,allow",
                "Allow from all"
            })
    void directivesWithoutEffectAreNoGaps(String line) {
        HttpdConfiguration configuration = read(line);
        assertThat(configuration.gaps()).isEmpty();
        assertThat(configuration.remarks().get(0).kind()).isEqualTo(Remark.Kind.NO_EFFECT);
        assertThat(configuration.remarks().get(0).origin()).hasToString(FILE + ":1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RewriteEngine On",
                "SSLEngine on",
                "Header set X y",
                "Require ip 10",
                "SetHandler server-status",
                "ProxyRequests On"
            })
    void directivesThatAreNotReproducedAreGaps(String line) {
        assertThat(read(line).gaps()).extracting(Remark::kind).containsExactly(Remark.Kind.UNSUPPORTED);
    }

    @Test
    void unknownNamesAreListed() {
        assertThat(remarks(read("KepAlive On", "<Foo x>", "Bar 1", "ErrorLog y", "</Foo>")))
                .containsExactly(
                        ":1: KepAlive: no directive of httpd's own modules or mod_jk has this name (UNKNOWN)",
                        ":2: <Foo>: no section of httpd's own modules has this name (UNKNOWN)",
                        ":3: Bar: no directive of httpd's own modules or mod_jk has this name (UNKNOWN)",
                        ":4: ErrorLog: directive of core that has no effect on proxied requests (NO_EFFECT)");
    }

    @Test
    void sectionsAboutFilesHaveNoEffect() {
        assertThat(remarks(read(
                        "<Directory />",
                        "Require all denied",
                        "<Limit GET>",
                        "Foo",
                        "</Limit>",
                        "ProxyPass / http://h/",
                        "</Directory>")))
                .containsExactly(
                        ":1: <Directory>: is about files on disk, not about proxied requests (NO_EFFECT)",
                        ":2: Require: is in <Directory>, which is about files on disk (NO_EFFECT)",
                        ":3: <Limit>: is in <Directory>, which is about files on disk (NO_EFFECT)",
                        ":4: Foo: no directive of httpd's own modules or mod_jk has this name (UNKNOWN)",
                        ":6: ProxyPass: is in <Directory>, which is about files on disk (UNSUPPORTED)");
    }

    @Test
    void sectionsThatDependOnTheRequestAreGaps() {
        assertThat(remarks(read("<If \"%{X} == 'y'\">", "KeepAlive Off", "ErrorLog x", "RewriteEngine On", "</If>")))
                .containsExactly(
                        ":1: <If>: what is in it depends on the request, and does not count (UNSUPPORTED)",
                        ":2: KeepAlive: is in <If>, which does not count (UNSUPPORTED)",
                        ":3: ErrorLog: directive of core that has no effect on proxied requests (NO_EFFECT)",
                        ":4: RewriteEngine: is in <If>, which does not count (UNSUPPORTED)");
    }

    @Test
    void locationsThatNotEverybodyMaySeeAreKnownInEveryServer() {
        HttpdConfiguration configuration = read(
                "<Location /admin>",
                "  Require ip 10.0.0.0/8",
                "  Require user root",
                "</Location>",
                "<Location /open>",
                "  Require all granted",
                "</Location>",
                "<LocationMatch ^/x>",
                "  Require all denied",
                "</LocationMatch>",
                "<VirtualHost *:80>",
                "  <Location /admin>",
                "    AuthType Basic",
                "  </Location>",
                "  <Location /secret>",
                "    <RequireAny>",
                "      Require user root",
                "    </RequireAny>",
                "  </Location>",
                "</VirtualHost>");
        assertThat(configuration.mainServer().guardedLocations())
                .extracting(Object::toString)
                .containsExactly("/admin (" + FILE + ":2)");
        assertThat(configuration.servers().get(1).guardedLocations())
                .extracting(Object::toString)
                .containsExactly("/admin (" + FILE + ":2)", "/secret (" + FILE + ":16)");
    }

    @ParameterizedTest
    @CsvSource({
        "Require all granted,",
        "Require all denied,1",
        "Require not ip 10.0.0.1,1",
        "Require all granted|Require ip 10.0.0.0/8,",
        "AuthType Basic|Require all granted,",
        "AuthType Basic|Require valid-user,1",
        "AuthType Basic,1",
        "<RequireAny>|Require all granted|Require ip 10.0.0.1|</RequireAny>,",
        "<RequireAll>|Require all granted|</RequireAll>,",
        "<RequireAll>|Require all granted|Require ip 10.0.0.1|</RequireAll>,1",
        "<RequireNone>|Require ip 10.0.0.1|</RequireNone>,1",
        "'Order allow,deny|Allow from all',",
        "'Order allow,deny',1",
        "'Order allow,deny|Allow from 10.0.0.1',1",
        "'Order allow,deny|Allow from all|Deny from 10.0.0.1',1",
        "'Order deny,allow|Deny from all|Allow from all',",
        "'Order deny,allow|Deny from all|Allow from 10.0.0.1',1",
        "'Order deny,allow',",
        "'Order allow,deny|Allow from all|Require ip 10.0.0.1',1",
        "Require ip 10.0.0.1|</Location>|<Location /x>|Require all granted,",
        "Require all granted|</Location>|<Location /x>|Require ip 10.0.0.1,4",
        // httpd merges the words of one module, and leaves those of others.
        "'Require ip 10.0.0.1|</Location>|<Location /x>|Order allow,deny|Allow from all',1",
        "Require ip 10.0.0.1|</Location>|<Location /x>|AuthType Basic,1",
        "<LimitExcept GET>|Require valid-user|</LimitExcept>,2",
        "<Limit POST>|Require all granted|</Limit>,",
        "<Limit GET>|Deny from all|</Limit>,2",
        "'Order allow,deny|</Location>|<Location /x>|Allow from all',",
        // What is granted to some methods is granted to no other.
        "Require ip 10.0.0.1|<Limit OPTIONS>|Require all granted|</Limit>,1",
        "<Limit OPTIONS>|Require all granted|</Limit>|Require ip 10.0.0.1,4",
        "Require ip 10.0.0.1|<LimitExcept GET>|Require all granted|</LimitExcept>,1",
        "Deny from all|<Limit OPTIONS>|Allow from all|</Limit>,1",
        "'Order allow,deny|<Limit OPTIONS>|Allow from all|</Limit>',1",
        "'<Limit GET>|Order allow,deny|Allow from all|</Limit>',",
        "'<Limit GET>|Order allow,deny|Allow from all|</Limit>|<LimitExcept GET>|Deny from all|</LimitExcept>',6",
        "<Limit GET>|Require all granted|</Limit>|<Limit POST>|Require ip 10.0.0.1|</Limit>,5",
        "Require all granted|<Limit POST>|Require ip 10.0.0.1|</Limit>,",
        "AuthType Basic|<Limit GET>|Require all granted|</Limit>,1",
    })
    void aLocationIsGuardedIfSomebodyIsKeptOut(String lines, Integer guard) {
        HttpdConfiguration configuration = read(("<Location /x>|" + lines + "|</Location>").split("\\|"));
        assertThat(configuration.mainServer().guardedLocations())
                .extracting(setting -> setting.origin().line())
                .isEqualTo(guard == null ? List.of() : List.of(guard + 1));
    }
}
