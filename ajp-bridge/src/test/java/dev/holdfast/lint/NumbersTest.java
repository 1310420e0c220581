package dev.holdfast.lint;

import static dev.holdfast.lint.LinterTest.lint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.MemoryFiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers in messages, and where the rules draw their lines. */
final class NumbersTest {
    private static final String BLOCKING = "protocol='org.apache.coyote.ajp.AjpProtocol' secretRequired='false' ";

    private static String server(String... connectors) {
        return "<Server><Service>" + String.join("\n", connectors) + "</Service></Server>";
    }

    private static List<String> messages(LintReport report, Rule rule) {
        return report.findings().stream()
                .filter(finding -> finding.rule() == rule)
                .map(finding -> finding.severity() + " " + finding.message() + " -> " + finding.fix())
                .toList();
    }

    private static List<Rule> rules(LintReport report) {
        return report.findings().stream().map(Finding::rule).distinct().toList();
    }

    @Test
    void connectionsAreSummedOverFrontsWorkersAndProcesses() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "MaxRequestWorkers 100",
                        "ProxyPass /a ajp://app/a",
                        "ProxyPass /b ajp://app/b max=10 acquire=1",
                        "ProxyPass /c ajp://other/c")
                .with(
                        "/b/httpd.conf",
                        "LoadModule mpm_prefork_module x",
                        "MaxRequestWorkers 60",
                        "ProxyPass /a ajp://app/a")
                .with("/a/server.xml", server("<Connector port='8009' maxThreads='199' " + BLOCKING + "/>"));
        LintReport report = lint(files, "/a/httpd.conf", "/b/httpd.conf", "/a/server.xml");
        assertThat(messages(report, Rule.HF01))
                .containsExactly(
                        "error 4 processes x 25 + 4 processes x 10 + 60 processes x 1 = 200 connections to app:8009, each"
                                + " with a thread of its own, and 199 threads: 1 of them are never served -> maxThreads=\"200\" for the"
                                + " connector at server.xml:1, or protocol=\"org.apache.coyote.ajp.AjpNioProtocol\"");
    }

    @Test
    void connectionsThatTimeOutOnlyMakeOthersWait() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a ajp://app/a ping=5")
                .with("/a/server.xml", server("<Connector port='8009' keepAliveTimeout='9000' " + BLOCKING + "/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF01))
                .singleElement()
                .asString()
                .startsWith("warning 16 processes x 25 = 400 connections to app:8009")
                .contains("200 threads (by default): 200 of them wait until");
    }

    @Test
    void aPoolThatIsLargerThanItsProcessDoesNotCount() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "MaxRequestWorkers 200", "ProxyPass /a ajp://127.0.0.1/a max=1000 ping=5")
                .with("/a/server.xml", server("<Connector port='8009' " + BLOCKING + "/>"));
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml"))).isEmpty();
    }

    @Test
    void tomcat7sPlainNamesAreBlocking() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a ajp://127.0.0.1/a ping=5")
                .with("/a/server.xml", server("<Connector port='8009' protocol='AJP/1.3' secretRequired='false'/>"))
                .with("/a/version", "Server version: Apache Tomcat/7.0.109");
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml"))).doesNotContain(Rule.HF01);
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml", "/a/version")))
                .contains(Rule.HF01);
    }

    @ParameterizedTest
    @CsvSource({
        // model, W, timeout, whether HF20 fires
        "prefork,256,5,false",
        "prefork,150,5,false",
        "worker,400,5,false",
        "prefork,256,6,true",
        "prefork,49,5,true",
        "prefork,50,5,false",
        "prefork,10,1,false",
        "prefork,10,3,true",
        "worker,400,15,true",
        "event,400,60,false",
        "prefork,256,0,false",
    })
    void idleConnectionsHoldWorkersWhereTheyAreManyOrLong(String model, int workers, int timeout, boolean fires) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "LoadModule mpm_" + model + "_module x",
                        "MaxRequestWorkers " + workers,
                        "ThreadsPerChild 25".substring(0, model.equals("prefork") ? 0 : 18),
                        "KeepAliveTimeout " + timeout);
        assertThat(rules(lint(files, "/a/httpd.conf")).contains(Rule.HF20)).isEqualTo(fires);
        files.with(
                "/b/httpd.conf",
                "LoadModule mpm_" + model + "_module x",
                "MaxRequestWorkers " + workers,
                "KeepAlive Off");
        assertThat(rules(lint(files, "/b/httpd.conf"))).doesNotContain(Rule.HF20, Rule.HF19);
    }

    @ParameterizedTest
    @CsvSource({
        // model, T, ServerLimit, W, timeout, what is to be done
        "prefork,,,256,15,KeepAliveTimeout 2",
        "prefork,,,19,15,KeepAliveTimeout 1",
        "prefork,,,10,15,KeepAliveTimeout 1",
        "prefork,,,9,15,KeepAlive Off",
        "prefork,,,49,5,KeepAliveTimeout 2",
        "prefork,,,20,5,KeepAliveTimeout 2",
        "prefork,,,10,1500ms,'KeepAlive Off, or MaxRequestWorkers 15'",
        "prefork,,10,10,3,'KeepAlive Off, or MaxRequestWorkers 30 with ServerLimit 30'",
        "worker,16,,16,5,'KeepAlive Off, or MaxRequestWorkers 64'",
        "worker,16,2,16,5,'KeepAlive Off, or MaxRequestWorkers 64 with ServerLimit 4'",
    })
    void whatHf20ProposesHelps(String model, Integer threads, Integer limit, int workers, String timeout, String fix) {
        String start = "LoadModule mpm_" + model + "_module x\n"
                + (threads == null ? "" : "ThreadsPerChild " + threads + "\n")
                + (limit == null ? "" : "ServerLimit " + limit + "\n")
                + "MaxRequestWorkers " + workers + "\nKeepAliveTimeout " + timeout;
        MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", start);
        String whole = messages(lint(files, "/a/httpd.conf"), Rule.HF20).get(0).replaceFirst(".* -> ", "");
        assertThat(whole)
                .isIn(
                        fix,
                        fix + ", or LoadModule mpm_event_module modules/mod_mpm_event.so in place of mpm_" + model
                                + "_module");
        String applied = fix.replaceFirst(".*, or ", "").replace(" with ", "\n");
        files.with("/b/httpd.conf", start, applied);
        assertThat(rules(lint(files, "/b/httpd.conf"))).doesNotContain(Rule.HF20, Rule.HF04, Rule.HF23);
    }

    @ParameterizedTest
    @CsvSource({
        // Listen, virtual host, whether the main server's value counts
        "80,*:80,false",
        "80,_default_:80,false",
        "80,*:*,false",
        "80,*,false",
        "10.0.0.1:80,10.0.0.1:80,false",
        "[::1]:80,[::1]:80,false",
        "80,10.0.0.1:80,true",
        "80,*:81,true",
        "80|Listen 81,*:80,true",
    })
    void theMainServersValuesCountWhereNoVirtualHostTakesEverything(String listen, String host, boolean counts) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "LoadModule mpm_prefork_module x",
                        "Listen " + listen.replace("|", "\n"),
                        "MaxRequestWorkers 200",
                        "KeepAliveTimeout 500ms",
                        "<VirtualHost " + host + ">",
                        "KeepAliveTimeout 2",
                        "</VirtualHost>");
        assertThat(rules(lint(files, "/a/httpd.conf")).contains(Rule.HF23)).isEqualTo(counts);
        files.with(
                "/a/httpd.conf",
                "LoadModule mpm_prefork_module x",
                "Listen " + listen.replace("|", "\n"),
                "KeepAliveTimeout 60",
                "<VirtualHost " + host + ">",
                "KeepAliveTimeout 2",
                "</VirtualHost>");
        assertThat(rules(lint(files, "/a/httpd.conf")).containsAll(List.of(Rule.HF19, Rule.HF20)))
                .isEqualTo(counts);
    }

    @Test
    void haproxyKeepsConnectionsUnlessItIsTold() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "Listen 8080", "KeepAliveTimeout 25")
                .with("/a/haproxy.cfg", "backend b", "  mode http", "  server a 127.0.0.1:8080");
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/haproxy.cfg"), Rule.HF12))
                .containsExactly("warning HAProxy closes half of its idle connections to 127.0.0.1:8080 every 5 s (by"
                        + " default), so that some may be idle for 25 s and longer, and httpd closes them after 25 s"
                        + " (KeepAliveTimeout, httpd.conf:2) -> pool-purge-delay 4800ms, or option http-server-close");
        files.with("/a/haproxy.cfg", "backend b", "  mode http", "  server a 127.0.0.1:8080 pool-purge-delay 4800ms");
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/haproxy.cfg"), Rule.HF12))
                .isEmpty();
    }

    @Test
    void whetherNginxKeepsConnectionsMayDependOnItsVersion() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "Listen 8080")
                .with(
                        "/a/nginx.conf",
                        "events { }",
                        "http { upstream u { server 127.0.0.1:8080; keepalive 8; } server { location / { proxy_pass http://u; } } }");
        LintReport report = lint(files, "/a/httpd.conf", "/a/nginx.conf");
        assertThat(rules(report)).isEmpty();
        assertThat(report.notEvaluated().get(Rule.HF12))
                .singleElement()
                .asString()
                .startsWith("nginx's version: ");
        assertThat(report.notEvaluated().get(Rule.HF24))
                .singleElement()
                .asString()
                .startsWith("nginx's version: ");
    }

    @Test
    void connectionsOfUpstreamsOfOneHostAreAddedUp() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "Listen 8080", "MaxRequestWorkers 150")
                .with(
                        "/a/haproxy.cfg",
                        "defaults",
                        "  mode http",
                        "  option http-server-close",
                        "backend a",
                        "  server a 10.0.0.1:8080 maxconn 400",
                        "  server b 10.0.0.2:8080 maxconn 400",
                        "backend b",
                        "  server a 10.0.0.1:8080 maxconn 51");
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/haproxy.cfg"), Rule.HF21))
                .containsExactly("warning HAProxy opens up to 451 connections (haproxy.cfg:5, haproxy.cfg:8), and 150"
                        + " workers with AsyncRequestWorkerFactor 2 take 450 when all are idle ->"
                        + " AsyncRequestWorkerFactor 3");
    }

    @Test
    void aFactorBelowOneIsOne() {
        MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", "AsyncRequestWorkerFactor 0.5");
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF21))
                .containsExactly("warning AsyncRequestWorkerFactor: 0.5 works as 1 -> AsyncRequestWorkerFactor 1");
    }

    @ParameterizedTest
    @CsvSource({
        "ProxyTimeout 90,,ProxyTimeout 27",
        ",,ProxyTimeout 27",
        ",timeout=90,timeout=27",
        "ProxyTimeout 20,timeout=90,timeout=27",
        "Timeout 90,,ProxyTimeout 27",
    })
    void theTimeoutThatCountsIsTheOneToChange(String server, String parameter, String fix) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "Listen 8080",
                        server == null ? "" : server,
                        "ProxyPass /a ajp://127.0.0.1/a ping=5 " + (parameter == null ? "" : parameter))
                .with(
                        "/a/haproxy.cfg",
                        "backend b",
                        "  mode http",
                        "  timeout server 30s",
                        "  server a 127.0.0.1:8080");
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/haproxy.cfg"), Rule.HF26))
                .singleElement()
                .asString()
                .endsWith(" -> " + fix);
    }

    @Test
    void theQueueIsAsLongAsTheKernelAllowsAndClientsAsPatientAsTheirLoadBalancer() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "LoadModule mpm_prefork_module x", "Listen 8080", "MaxRequestWorkers 50")
                .with("/a/sysctl.conf", "net.core.somaxconn = 128")
                .with(
                        "/a/haproxy.cfg",
                        "backend b",
                        "  mode http",
                        "  timeout server 10s",
                        "  server a 127.0.0.1:8080");
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF19)).isEmpty();
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/haproxy.cfg"), Rule.HF19))
                .containsExactly(
                        "warning the accept queue takes 511 connections (by default), and 50 workers that each hold an"
                                + " idle connection for 5 s let 10.0 of them in a second: the last waits 51 s, longer than 10 s ->"
                                + " ListenBackLog 100");
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/haproxy.cfg", "/a/sysctl.conf"), Rule.HF19))
                .singleElement()
                .asString()
                .contains("takes 128 connections", "the last waits 12 s");
    }

    @Test
    void workersAreComparedWithTheThreadsOfAllMembers() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "<Proxy balancer://c>",
                        "BalancerMember ajp://a ping=5",
                        "BalancerMember ajp://b ping=5",
                        "</Proxy>",
                        "ProxyPass / balancer://c/")
                .with(
                        "/a/server.xml",
                        server("<Connector port='8009' protocol='AJP/1.3' secretRequired='false' maxThreads='150'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF03))
                .containsExactly(
                        "warning all requests go to 2 back ends with 300 threads together, and 400 workers send them: 100"
                                + " workers can only wait -> MaxRequestWorkers 300, or maxThreads of 200 for each back end");
        files.with("/a/server.xml", server("<Connector port='8009' protocol='AJP/1.3' secretRequired='false'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF03))
                .isEmpty();
    }

    @Test
    void ofBackEndsWithTheSamePortTheOneWithTheRouteIsMeant() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/workers.properties",
                        "worker.list=c",
                        "worker.c.type=lb",
                        "worker.c.balance_workers=a,b",
                        "worker.a.max_packet_size=16384",
                        "worker.b.max_packet_size=8192")
                .with("/a/server.xml", tomcatOf("a", 16384))
                .with("/b/server.xml", tomcatOf("b", 8192));
        assertThat(rules(lint(files, "/a/workers.properties", "/a/server.xml", "/b/server.xml")))
                .doesNotContain(Rule.HF16, Rule.HF37);
        files.with("/b/server.xml", tomcatOf("b", 16384));
        assertThat(messages(lint(files, "/a/workers.properties", "/a/server.xml", "/b/server.xml"), Rule.HF16))
                .containsExactly(
                        "error worker.b sends and takes packets of 8192 bytes, the back end of 16384 (server.xml:1) ->"
                                + " worker.b.max_packet_size=16384");
    }

    private static String tomcatOf(String route, int packetSize) {
        return "<Server><Service><Connector protocol='AJP/1.3' port='8009' secretRequired='false' packetSize='"
                + packetSize + "'/><Engine jvmRoute='" + route + "'/></Service></Server>";
    }

    @ParameterizedTest
    @CsvSource({
        // attributes of an AJP connector, what the front says, whether HF17 fires
        "secretRequired='false',,false",
        "secretRequired='false' address='127.0.0.1',,false",
        "secretRequired='false' address='::1',,false",
        "secretRequired='false' address='::',,true",
        "secretRequired='false' address='10.1.2.3',,true",
        "address='127.0.0.1',,true",
        "secret='s' address='10.1.2.3',s,false",
        "secret='s',t,true",
        "secret='s',,true",
        "secretRequired='false',t,false",
    })
    void ajpIsProtectedByLoopbackOrASecretThatBothKnow(String attributes, String said, boolean fires) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/server.xml",
                        server("<Connector protocol='AJP/1.3' port='8009' " + attributes.replace("''", "'") + "/>"))
                .with(
                        "/a/httpd.conf",
                        "ProxyPass /a ajp://127.0.0.1/a ping=5" + (said == null ? "" : " secret=" + said));
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml")).contains(Rule.HF17))
                .isEqualTo(fires);
    }

    @ParameterizedTest
    @CsvSource({
        // attributes, the version, whether HF17 fires, whether it needs the version
        "requiredSecret='s',,false,true",
        "requiredSecret='s',9.0.90,false,false",
        "requiredSecret='s' secret='s',,false,false",
        // What they stand for, Tomcat's command line may say.
        "secret='${a}',11.0.0,false,true",
        "secret='' secretRequired='false' address='${a}',11.0.0,false,true",
        "secret='s' address='${a}',11.0.0,false,false",
        "requiredSecret='s',10.1.20,true,false",
        "requiredSecret='s' secret='s',10.1.20,false,false",
        "requiredSecret='t',9.0.90,true,false",
    })
    void theOlderNameOfTheSecretCountsUpToTomcat9(String attributes, String version, boolean fires, boolean needs) {
        MemoryFiles files = new MemoryFiles()
                .with("/a/server.xml", server("<Connector protocol='AJP/1.3' port='8009' " + attributes + "/>"))
                .with("/a/httpd.conf", "ProxyPass /a ajp://127.0.0.1/a ping=5 secret=s")
                .with("/a/version", version == null ? "" : "Server version: Apache Tomcat/" + version);
        LintReport report = version == null
                ? lint(files, "/a/httpd.conf", "/a/server.xml")
                : lint(files, "/a/httpd.conf", "/a/server.xml", "/a/version");
        assertThat(rules(report).contains(Rule.HF17)).isEqualTo(fires);
        assertThat(report.notEvaluated().containsKey(Rule.HF17)).isEqualTo(needs);
    }

    @ParameterizedTest
    @CsvSource({
        // what workers.properties says of w, what HF14 says
        "prepost_timeout=5000|connect_timeout=5000|reply_timeout=8000,",
        "ping_mode=A|prepost_timeout=50,CPONG must come within 50 ms*prepost_timeout=10000",
        "ping_mode=A|connect_timeout=999,CPONG must come within 999 ms*connect_timeout=10000",
        "ping_mode=A|connect_timeout=1000,",
        "ping_mode=A|reply_timeout=10000,'CPONG may take 10 s, a response only 10 s*ping_timeout=5000'",
        "ping_mode=A|reply_timeout=10001,",
        "ping_mode=A|socket_timeout=10,'CPONG may take 10 s, a response only 10 s*ping_timeout=5000'",
        "ping_mode=A|reply_timeout=1500,'CPONG may take 10 s, a response only 1500 ms*ping_timeout=1000'",
        "ping_mode=A|reply_timeout=1000,'CPONG may take 10 s, a response only 1 s*reply_timeout=60000 and worker.w.ping_timeout=10000'",
        "ping_mode=P|ping_timeout=500,CPONG must come within 500 ms*ping_timeout=10000",
        "connection_ping_interval=60|ping_timeout=500,CPONG must come within 500 ms*ping_timeout=10000",
        "connect_timeout=5000|ping_timeout=500,",
    })
    void theLimitOfEachPingCounts(String lines, String message) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/workers.properties",
                        "worker.list=w",
                        "worker.w.recovery_options=3",
                        "worker.w." + lines.replace("|", "\nworker.w."));
        List<String> found = messages(lint(files, "/a/workers.properties"), Rule.HF14);
        if (message == null) {
            assertThat(found).isEmpty();
        } else {
            String start = message.substring(0, message.indexOf('*'));
            String fix = "worker.w." + message.substring(message.indexOf('*') + 1);
            assertThat(found)
                    .singleElement()
                    .asString()
                    .startsWith("warning " + start)
                    .endsWith(" -> " + fix);
            files.with("/b/workers.properties", "worker.list=w", lines(lines), fix.replace(" and ", "\n"));
            assertThat(messages(lint(files, "/b/workers.properties"), Rule.HF14))
                    .isEmpty();
        }
    }

    private static String lines(String properties) {
        return "worker.w." + properties.replace("|", "\nworker.w.");
    }

    @Test
    void theLimitOfModProxysPingIsLessThanItsTimeout() {
        for (List<String> row : List.of(
                List.of("ping=90", "ping=5"),
                List.of("ping=6 timeout=6", "ping=3"),
                List.of("ping=1 timeout=1", "timeout=60 and ping=5"))) {
            MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", "ProxyPass /a ajp://127.0.0.1/a " + row.get(0));
            assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF14))
                    .singleElement()
                    .asString()
                    .endsWith(" -> " + row.get(1));
        }
    }

    @Test
    void onlyOverAjpDoesEveryRequestHaveAPing() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a http://127.0.0.1:8080/a ping=5")
                .with("/a/server.xml", server("<Connector port='8080' connectionTimeout='20000'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF11))
                .singleElement()
                .asString()
                .endsWith(" -> ttl=15");
    }

    @ParameterizedTest
    @CsvSource({
        // maxConnections, maxQueueSize, workers of an httpd before it, what HF33 says
        "400,,,",
        "2200,,,",
        "2201,,,up to 2201 connections and 200 threads: 2001 requests can queue between them",
        "-1,,,any number of connections and 200 threads: requests between them queue without a bound",
        "-1,2000,,",
        "8192,,400,",
        "8192,,2225,2225 workers of httpd and 200 threads: 2025 requests can queue between them",
    })
    void aQueueIsBoundedByMaxConnectionsAndWorkersToo(int connections, String queue, Integer workers, String message) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/server.xml",
                        server("<Connector port='8080' maxConnections='" + connections + "'"
                                + (queue == null ? "" : " maxQueueSize='" + queue + "'") + "/>"))
                .with(
                        "/a/httpd.conf",
                        "ServerLimit 100",
                        "MaxRequestWorkers " + workers,
                        "ProxyPass /a http://127.0.0.1:8080/a");
        LintReport report =
                workers == null ? lint(files, "/a/server.xml") : lint(files, "/a/server.xml", "/a/httpd.conf");
        assertThat(messages(report, Rule.HF33))
                .isEqualTo(
                        message == null
                                ? List.of()
                                : List.of("note " + message
                                        + " -> maxQueueSize=\"200\" (Executor or Connector), or a SemaphoreValve"));
    }

    @Test
    void onlyListenersThatWorkNeedTimesForTheLogsOfTheirServer() {
        LintReport report = wildFly("""
                <server xmlns="urn:jboss:domain:20.0"><profile><subsystem xmlns="urn:jboss:domain:undertow:14.0">
                <server name="a"><http-listener name="on" socket-binding="http"/>
                <http-listener name="off" socket-binding="http" enabled="false"/>
                <host name="h"><access-log pattern="%D"/></host></server>
                <server name="b"><http-listener name="other" socket-binding="http"/></server>
                </subsystem></profile></server>
                """);
        assertThat(messages(report, Rule.HF35)).singleElement().asString().contains("listener on does not take");
    }

    @ParameterizedTest
    @CsvSource({
        // attributes of the pool, the version, what HF39 says, whether it needs the version
        "maxActive='20',7.0.109,has 20 connections for*maxWait=,false",
        "maxActive='20' maxWait='5000',7.0.109,,false",
        "maxActive='-1',7.0.109,,false",
        "'',7.0.109,has 8 connections (by default) for*maxWait=,false",
        "maxActive='20' maxWait='5000',,,true",
        "maxActive='20' maxWait='5000',9.0.90,has 8 connections (by default) for*maxWaitMillis=,false",
        "maxActive='20' maxWait='5000' maxTotal='20' maxWaitMillis='5000',,,false",
        "maxTotal='20',,has 20 connections for*maxWaitMillis=,false",
    })
    void thePoolOfTomcat7HasOtherNames(String attributes, String version, String message, boolean needs) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/server.xml",
                        "<Server><GlobalNamingResources><Resource name='jdbc/x' type='javax.sql.DataSource' "
                                + attributes
                                + "/></GlobalNamingResources><Service><Connector port='8080'/></Service></Server>")
                .with("/a/version", "Server version: Apache Tomcat/" + version);
        LintReport report = version == null ? lint(files, "/a/server.xml") : lint(files, "/a/server.xml", "/a/version");
        List<String> found = messages(report, Rule.HF39);
        if (message == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).singleElement().asString().contains(message.split("\\*"));
            assertThat(found.get(0).contains("are ignored from Tomcat 8 on")).isEqualTo("9.0.90".equals(version));
        }
        assertThat(report.notEvaluated().containsKey(Rule.HF39)).isEqualTo(needs);
    }

    @Test
    void wildFlysHttpListenerIsNamedWithItsPort() {
        String text = """
                <server xmlns="urn:jboss:domain:20.0"><profile><subsystem xmlns="urn:jboss:domain:undertow:14.0">
                <server name="s"><ajp-listener name="ajp" socket-binding="ajp"/>
                <http-listener name="h" socket-binding="http"/></server></subsystem></profile>
                <socket-binding-group name="g" port-offset="100"><socket-binding name="ajp" port="8009"/>
                <socket-binding name="http" port="8080"/></socket-binding-group></server>
                """;
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a ajp://app.example:8109/a ping=5")
                .with("/a/standalone.xml", text)
                .with("/b/standalone.xml", text.replaceFirst("<http-listener.*?/>", ""));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/standalone.xml"), Rule.HF42))
                .singleElement()
                .asString()
                .contains(" -> ProxyPass to http://app.example:8180 with ");
        assertThat(messages(lint(files, "/a/httpd.conf", "/b/standalone.xml"), Rule.HF42))
                .singleElement()
                .asString()
                .contains(" -> ProxyPass to an http-listener at app.example with ");
    }

    @ParameterizedTest
    @CsvSource({
        "<VirtualHost *:80>|</VirtualHost>,false",
        "<VirtualHost *:80>|ProxyPass /static !|</VirtualHost>,false",
        "<VirtualHost *:80>|ProxyPass /server-status !|ProxyPass / ajp://a/|</VirtualHost>,true",
        "<VirtualHost *:80>|ProxyPass /static !|ProxyPass / ajp://a/|</VirtualHost>,false",
        "'',false",
    })
    void whereNotEverythingIsProxiedWorkersHaveOtherThingsToDo(String host, boolean all) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "Listen 80",
                        "Listen 81",
                        "<VirtualHost *:81>",
                        "ProxyPass / ajp://a/",
                        "</VirtualHost>",
                        host.replace("|", "\n"))
                .with("/a/server.xml", server("<Connector protocol='AJP/1.3' port='8009' maxThreads='300'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF03))
                .containsExactly(
                        all
                                ? "warning all requests go to 1 back end with 300 threads together, and 400 workers send"
                                        + " them: 100 workers can only wait -> MaxRequestWorkers 300, or maxThreads of 400 for"
                                        + " each back end"
                                : "note not all requests, but those without a mount of their own go to 1 back end with 300"
                                        + " threads together, and 400 workers can send them: 100 would wait ->"
                                        + " MaxRequestWorkers 300, or maxThreads of 400 for each back end");
    }

    @Test
    void whereOneProcessHasMoreThreadsThanTheBackEndItIsToHaveFewer() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "MaxRequestWorkers 50", "ProxyPass / ajp://a/ ping=5")
                .with("/a/server.xml", server("<Connector protocol='AJP/1.3' port='8009' maxThreads='20'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF03))
                .singleElement()
                .asString()
                .contains(" -> ThreadsPerChild 20 with MaxRequestWorkers 20, or maxThreads of 50 for each back end");
        files.with("/a/httpd.conf", "ThreadsPerChild 20", "MaxRequestWorkers 20", "ProxyPass / ajp://a/ ping=5");
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml"))).doesNotContain(Rule.HF03, Rule.HF04);
    }

    @Test
    void noSecretIsEverPrinted() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/server.xml", server("<Connector protocol='AJP/1.3' port='8009' secret='hush1'/>"))
                .with("/a/httpd.conf", "ProxyPass /a ajp://127.0.0.1/a secret=hush2");
        LintReport report = lint(files, "/a/httpd.conf", "/a/server.xml");
        Reports reports = new Reports(report, "/");
        assertThat(rules(report)).contains(Rule.HF17);
        assertThat(reports.text(true) + reports.json() + reports.sarif("1")).doesNotContain("hush");
    }

    @Test
    void wildFlysAjpIsProtectedByLoopbackOrAFilter() {
        String template = """
                <server xmlns="urn:jboss:domain:20.0"><profile><subsystem xmlns="urn:jboss:domain:undertow:14.0">
                <server name="s"><ajp-listener name="ajp" socket-binding="ajp"/>%s</subsystem></profile>
                <interfaces><interface name="public">%s</interface></interfaces>
                <socket-binding-group name="g" default-interface="public"><socket-binding name="ajp" port="8009"/>
                </socket-binding-group></server>
                """;
        String any = "<any-address/>";
        String filter = "</server><filters><expression-filter name='f' expression=\"not equals(%{r,secret},'x') ->"
                + " response-code(403)\"/></filters>";
        String used = "<host name='h'><filter-ref name='f'/></host>" + filter;
        assertThat(rules(wildFly(template.replaceFirst("%s", "</server>").replace("%s", any))))
                .containsExactly(Rule.HF17);
        assertThat(rules(wildFly(template.replaceFirst("%s", filter).replace("%s", any))))
                .containsExactly(Rule.HF17);
        assertThat(rules(wildFly(
                        template.replaceFirst("%s", "<host name='g'/>" + used).replace("%s", any))))
                .containsExactly(Rule.HF17);
        assertThat(rules(wildFly(template.replaceFirst("%s", used).replace("%s", any))))
                .isEmpty();
        LintReport unknown = wildFly(
                template.replaceFirst("%s", "</server>").replace("%s", "<inet-address value='${no.default}'/>"));
        assertThat(unknown.findings()).isEmpty();
        assertThat(unknown.notEvaluated().get(Rule.HF17))
                .containsExactly("the address of the interface of ajp-listener ajp");
    }

    private static LintReport wildFly(String text) {
        return lint(new MemoryFiles().with("/a/standalone.xml", text), "/a/standalone.xml");
    }

    @Test
    void aGuardedLocationIsNoMatterWhereNothingIsProxiedOrAllOfIt() {
        for (String pass : List.of(
                "ProxyPass /app ajp://127.0.0.1/app ping=5 mapping=servlet",
                "ProxyPass /app/admin !",
                "ProxyPass /app/admin !\nProxyPass /other ajp://127.0.0.1/other ping=5",
                "ProxyPass /app/admin ajp://127.0.0.1/app/admin ping=5",
                "ProxyPass /app/admin ajp://127.0.0.1/app/admin ping=5\nProxyPass /app ajp://127.0.0.1/app ping=5 mapping=servlet",
                "ProxyPass /app/admin ajp://127.0.0.1/app/admin ping=5 mapping=servlet\nProxyPass /app ajp://127.0.0.1/app ping=5",
                "ProxyPass /app/admin ajp://127.0.0.1/app/admin ping=5\nProxyPass /app ajp://127.0.0.2/app ping=5",
                "ProxyPass /other ajp://127.0.0.1/other ping=5",
                "<Location /app/>\nProxyPass ajp://127.0.0.1/app/ ping=5 mapping=servlet\n</Location>",
                "<Location \"/app\">\nProxyPass ajp://127.0.0.1/app ping=5 mapping=servlet\n</Location>")) {
            MemoryFiles files = new MemoryFiles()
                    .with("/a/httpd.conf", pass, "<Location /app/admin>", "Require user root", "</Location>");
            assertThat(rules(lint(files, "/a/httpd.conf"))).as(pass).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // what stands before the mount of everything, the Location, the path that leads past it
        "ProxyPass /admin ajp://127.0.0.1/admin ping=5,/admin,/admin;x",
        "ProxyPass /admin ajp://127.0.0.1/admin ping=5,/admin/,/admin;x",
        "ProxyPass /admin !,/admin,/admin;x",
        "ProxyPass /admin ! mapping=servlet,/admin,/admin;x",
        "ProxyPass /admin/ !,/admin/users,/admin;x/users",
        "ProxyPass /app !,/app/admin/users,/app;x/admin/users",
        "ProxyPassMatch ^/admin$ !,/admin,/admin;x",
        "ProxyPass /app/admin ajp://127.0.0.1/x ping=5,/app/admin,/app;x/admin",
    })
    void aMountOfTheGuardedPathLeavesItToTheNextThatCoversIt(String first, String location, String past) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        first,
                        "ProxyPass / ajp://127.0.0.1/ ping=5",
                        "<Location " + location + ">",
                        "Require ip 10.0.0.0/8",
                        "</Location>");
        LintReport report = lint(files, "/a/httpd.conf");
        assertThat(messages(report, Rule.HF38))
                .containsExactly("warning <Location " + location + "> at httpd.conf:4 guards a part of /, and " + past
                        + " reaches the back end without it -> mapping=servlet at the end of this ProxyPass");
        assertThat(LinterTest.found(report)).contains("/a/httpd.conf:2 warning HF38");
    }

    @Test
    void aMountInALocationIsNotFoundFromOutsideOfIt() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "<Location /admin>",
                        "ProxyPass ajp://127.0.0.1/admin ping=5 mapping=servlet",
                        "Require ip 10.0.0.0/8",
                        "</Location>",
                        "ProxyPass / ajp://127.0.0.1/ ping=5");
        assertThat(LinterTest.found(lint(files, "/a/httpd.conf"))).containsExactly("/a/httpd.conf:5 warning HF38");
    }

    @Test
    void aMountInALocationMapsOnlyWhatIsInIt() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "<Location /shop/>",
                        "ProxyPass ajp://127.0.0.1/shop/ ping=5 mapping=servlet",
                        "</Location>",
                        "ProxyPass / ajp://127.0.0.1/ ping=5",
                        "<Location /shop/admin>",
                        "Require ip 10.0.0.0/8",
                        "</Location>");
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF38))
                .singleElement()
                .asString()
                .contains("guards a part of /, and /shop;x/admin reaches");
    }

    @Test
    void overHttpABackEndMayBeAServletContainer() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "ProxyPass /app http://127.0.0.1:8080/app",
                        "<Location /app/admin>",
                        "Require user root",
                        "</Location>")
                .with("/a/server.xml", server("<Connector port='8080'/>"));
        String bypass = "<Location /app/admin> at httpd.conf:3 guards a part of /app, and /app/admin;x reaches the back"
                + " end without it";
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF38))
                .containsExactly("note " + bypass + ", which is the same page if that is a servlet container ->"
                        + " mapping=servlet at the end of this ProxyPass");
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF38))
                .containsExactly("warning " + bypass + " -> mapping=servlet at the end of this ProxyPass");
    }

    @Test
    void httpdsOwnPagesAreNoneOfTheBackEnds() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "ProxyPass /server-status !",
                        "ProxyPass / ajp://127.0.0.1/ ping=5",
                        "<Location /server-status>",
                        "SetHandler server-status",
                        "Require local",
                        "</Location>");
        assertThat(rules(lint(files, "/a/httpd.conf"))).isEmpty();
    }

    @Test
    void versionsThatAreNotKnownToBeBadAreNotJudged() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/server.xml", server("<Connector protocol='AJP/1.3' port='8009' secretRequired='false'/>"))
                .with("/a/10", "Server version: Apache Tomcat/10.1.20")
                .with("/a/11", "Server version: Apache Tomcat/11.0.21")
                .with("/a/22", "Server version: Apache Tomcat/11.0.22");
        LintReport ten = lint(files, "/a/server.xml", "/a/10");
        assertThat(ten.findings()).isEmpty();
        assertThat(ten.notEvaluated().get(Rule.HF43))
                .containsExactly("which release of Tomcat 10.1 has the fix of 11.0.22");
        assertThat(rules(lint(files, "/a/server.xml", "/a/11"))).containsExactly(Rule.HF43);
        assertThat(lint(files, "/a/server.xml", "/a/22").findings()).isEmpty();
    }

    @Test
    void keepAliveProbesMustComeBeforeTheFirewallForgets() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a ajp://far/a ping=5 keepalive=On connectiontimeout=5")
                .with("/a/sysctl.conf", "net.ipv4.tcp_keepalive_time = 7200");
        assertThat(lint(files, "/a/httpd.conf").findings()).isEmpty();
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/sysctl.conf"), Rule.HF31))
                .containsExactly(
                        "warning TCP keep-alive is on for ajp://far/a, and begins after 7200 s: firewalls forget connections"
                                + " after 3600 s and earlier -> net.ipv4.tcp_keepalive_time = 600");
    }

    @Test
    void mainServersWorkersAreOnePoolForAllVirtualHosts() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "ProxyPass /a ajp://app/a",
                        "<VirtualHost *:80>",
                        "</VirtualHost>",
                        "<VirtualHost *:81>",
                        "</VirtualHost>")
                .with("/a/server.xml", server("<Connector port='8009' maxThreads='399' " + BLOCKING + "/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF01))
                .singleElement()
                .asString()
                .contains("16 processes x 25 = 400 connections");
    }

    @ParameterizedTest
    @CsvSource({
        "prefork,MaxRequestWorkers 0,'MaxRequestWorkers: 0 becomes 1, the least -> MaxRequestWorkers 1'",
        "prefork,ServerLimit -1,'ServerLimit: -1 becomes 1, the least -> ServerLimit 1'",
        "event,ThreadsPerChild 0,'ThreadsPerChild: 0 becomes 1, the least -> ThreadsPerChild 1'",
        "event,ThreadsPerChild 65,ThreadsPerChild: 65 becomes 64 because of ThreadLimit -> ThreadsPerChild 64",
    })
    void noughtIsNotCutByALimit(String model, String line, String message) {
        MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", "LoadModule mpm_" + model + "_module x", line);
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF04)).contains("warning " + message);
    }

    @Test
    void numbersThatHttpdReadsOtherwiseAreExplainedToTheEnd() {
        MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", "MaxRequestWorkers 1010x");
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF04))
                .containsExactly("warning MaxRequestWorkers: \"1010x\" is read as 1010, 1010 becomes 1000 because of"
                        + " a multiple of ThreadsPerChild, 1000 becomes 400 because of ServerLimit * ThreadsPerChild ->"
                        + " MaxRequestWorkers 400, or ServerLimit 40");
    }

    @ParameterizedTest
    @CsvSource({
        // model, T, MaxRequestWorkers, the fix
        "worker,25,500000,'MaxRequestWorkers 400, or ServerLimit 20000'",
        "worker,25,500025,MaxRequestWorkers 400",
        "prefork,,200000,'MaxRequestWorkers 256, or ServerLimit 200000'",
        "prefork,,200001,MaxRequestWorkers 256",
    })
    void noServerLimitIsProposedThatHttpdDoesNotTake(String model, String threads, int workers, String fix) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "LoadModule mpm_" + model + "_module x",
                        threads == null ? "" : "ThreadsPerChild " + threads,
                        "MaxRequestWorkers " + workers);
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF04))
                .singleElement()
                .asString()
                .endsWith(" -> " + fix);
    }

    @ParameterizedTest
    @CsvSource({
        "15999,ServerLimit 19998",
        "16001,ServerLimit 20000",
        "19999,ServerLimit 20000",
        "20000,MaxRequestWorkers 15000",
    })
    void spareSlotsAreTakenFromTheWorkersWhereServerLimitCannotGrow(int limit, String fix) {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ThreadsPerChild 1", "ServerLimit " + limit, "MaxRequestWorkers " + limit);
        assertThat(messages(lint(files, "/a/httpd.conf"), Rule.HF05))
                .singleElement()
                .asString()
                .endsWith(" -> " + fix);
    }

    @Test
    void theBackEndIsToTakeWhatModHttp2MakesOfThePools() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "LoadModule http2_module x",
                        "ProxyPass /a ajp://127.0.0.1/a ping=5",
                        "ProxyPass /b ajp://127.0.0.1/b ping=5 max=25")
                .with("/a/server.xml", tomcatThatTakes(300));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF02))
                .singleElement()
                .asString()
                .endsWith(" -> maxConnections=\"1376\", for what mod_http2 makes of the pools, at server.xml:1");
        files.with("/a/server.xml", tomcatThatTakes(1376));
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml"))).doesNotContain(Rule.HF02, Rule.HF09);
        files.with("/a/server.xml", tomcatThatTakes(1375));
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml"))).contains(Rule.HF09);
    }

    private static String tomcatThatTakes(int connections) {
        return server("<Connector protocol='AJP/1.3' port='8009' secretRequired='false' maxConnections='" + connections
                + "'/>");
    }

    @ParameterizedTest
    @CsvSource({
        // what the load balancer keeps, the connector's attribute, how many requests
        "keepalive 8;,,100 requests (by default)",
        "keepalive 8;,maxKeepAliveRequests='999',999 requests",
        "keepalive 8;,maxKeepAliveRequests='1000',",
        "keepalive 8;,maxKeepAliveRequests='-1',",
        "keepalive 8;,maxKeepAliveRequests='1',",
        "keepalive 0;,,",
    })
    void tomcatEndsConnectionsOfALoadBalancerToo(String kept, String attribute, String requests) {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/nginx.conf",
                        "upstream u { server 127.0.0.1:8080; " + kept + " }",
                        "server { proxy_http_version 1.1; proxy_set_header Connection ''; location / { proxy_pass http://u; } }")
                .with(
                        "/a/server.xml",
                        server("<Connector port='8080' " + (attribute == null ? "" : attribute.replace("''", "'"))
                                + "/>"));
        List<String> found = messages(lint(files, "/a/nginx.conf", "/a/server.xml"), Rule.HF24);
        if (requests == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found)
                    .containsExactly(
                            "note each connection of nginx ends after " + requests + " -> maxKeepAliveRequests=\"-1\"");
        }
    }

    @Test
    void anEngineWithoutRouteMayHaveOneFromItsCommandLine() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/workers.properties",
                        "worker.list=c",
                        "worker.c.type=lb",
                        "worker.c.balance_workers=a,b",
                        "worker.a.ping_mode=A",
                        "worker.b.ping_mode=A")
                .with("/a/server.xml", server("<Connector protocol='AJP/1.3' port='8009' secretRequired='false'/>"));
        assertThat(messages(lint(files, "/a/workers.properties", "/a/server.xml"), Rule.HF37))
                .singleElement()
                .asString()
                .startsWith("note the Engine has no jvmRoute, unless Tomcat is started with -DjvmRoute")
                .endsWith("the routes a, b -> jvmRoute=\"a\" in the Engine");
        files.with("/a/server.xml", tomcatOf("${node}", 8192));
        assertThat(messages(lint(files, "/a/workers.properties", "/a/server.xml"), Rule.HF37))
                .isEmpty();
    }

    @Test
    void aBlockingConnectorNeedsThreadsForWhatHttp2MakesOfThePools() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "LoadModule http2_module x",
                        "MaxRequestWorkers 100",
                        "ProxyPass /a ajp://app/a",
                        "ProxyPass /b ajp://app/b max=5 acquire=1")
                .with("/a/server.xml", server("<Connector port='8009' maxThreads='50' " + BLOCKING + "/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF01))
                .singleElement()
                .asString()
                .startsWith("error 4 processes x 25 + 4 processes x 5 = 120 connections")
                .contains("-> maxThreads=\"264\", for what mod_http2 makes of the pools, for the connector at");
    }

    @ParameterizedTest
    @CsvSource({
        "'net.ipv4.tcp_max_syn_backlog = 680',false,true",
        "'net.ipv4.tcp_max_syn_backlog = 682',false,false",
        "'net.ipv4.tcp_max_syn_backlog = 680\nnet.ipv4.tcp_syncookies = 0',true,false",
        "'net.ipv4.tcp_max_syn_backlog = 682\nnet.ipv4.tcp_syncookies = 0',false,false",
        "'net.ipv4.tcp_max_syn_backlog = 680\nnet.ipv4.tcp_syncookies = 1',false,false",
        "'net.ipv4.tcp_max_syn_backlog = 680\nnet.ipv4.tcp_syncookies = 2',false,false",
        "'net.ipv4.tcp_syncookies = 0',false,false",
    })
    void withoutCookiesHandshakesNeedRoomOfTheirOwn(String sysctl, boolean found, boolean needed) {
        MemoryFiles files = new MemoryFiles()
                .with("/a/sysctl.conf", "net.core.somaxconn = 4096", sysctl)
                .with("/a/httpd.conf", "ListenBackLog 511");
        LintReport report = lint(files, "/a/sysctl.conf", "/a/httpd.conf");
        assertThat(messages(report, Rule.HF18))
                .isEqualTo(
                        found
                                ? List.of(
                                        "warning ListenBackLog 511 takes 511 connections, and with net.ipv4.tcp_syncookies 0"
                                                + " (sysctl.conf:3) the kernel begins no more than 510 with hosts that it does not know:"
                                                + " three quarters of net.ipv4.tcp_max_syn_backlog 680 (sysctl.conf:2) ->"
                                                + " net.ipv4.tcp_syncookies = 1, or net.ipv4.tcp_max_syn_backlog = 682")
                                : List.of());
        assertThat(report.notEvaluated().getOrDefault(Rule.HF18, List.of()))
                .isEqualTo(needed ? List.of("sysctl values (net.ipv4.tcp_syncookies)") : List.of());
    }

    @Test
    void handshakesAreForWhatTheKernelLeavesOfABacklog() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/sysctl.conf",
                        "net.core.somaxconn = 128",
                        "net.ipv4.tcp_max_syn_backlog = 256",
                        "net.ipv4.tcp_syncookies = 0")
                .with("/a/httpd.conf", "ListenBackLog 511");
        assertThat(messages(lint(files, "/a/sysctl.conf", "/a/httpd.conf"), Rule.HF18))
                .singleElement()
                .asString()
                .contains("is cut to net.core.somaxconn 128");
    }

    @Test
    void aTimeoutOfALoadBalancerThatIsAVariableIsNotNone() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/haproxy.cfg",
                        "backend b",
                        "mode http",
                        "timeout server \"${T}\"",
                        "server s h:80 maxconn \"${M}\" pool-max-conn \"${P}\"")
                .with("/a/httpd.conf", "Listen 80", "ProxyPass /a ajp://127.0.0.1/a");
        LintReport report = lint(files, "/a/haproxy.cfg", "/a/httpd.conf");
        assertThat(report.notEvaluated())
                .containsEntry(Rule.HF12, List.of("the value of pool-max-conn"))
                .containsEntry(Rule.HF21, List.of("the value of maxconn"))
                .containsEntry(Rule.HF26, List.of("the value of timeout server (haproxy.cfg:3)"));
        assertThat(rules(report)).doesNotContain(Rule.HF12, Rule.HF21, Rule.HF26);
    }

    @Test
    void patienceThatIsNotKnownIsNoMinute() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/haproxy.cfg", "backend b", "mode http", "timeout server \"${T}\"", "server s h:80")
                .with("/a/httpd.conf", "LoadModule mpm_prefork_module x", "Listen 80", "MaxRequestWorkers 10");
        assertThat(rules(lint(files, "/a/httpd.conf"))).contains(Rule.HF19);
        LintReport report = lint(files, "/a/haproxy.cfg", "/a/httpd.conf");
        assertThat(rules(report)).doesNotContain(Rule.HF19);
        assertThat(report.notEvaluated())
                .containsEntry(Rule.HF19, List.of("the value of timeout server (haproxy.cfg:3)"));
    }

    @Test
    void aHostOrSecretThatIsAVariableIsNeitherRemoteNorAnother() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a ajp://${Host}:8009/a ping=5 secret=${secret}")
                .with(
                        "/a/server.xml",
                        server("<Connector port='8009' protocol='AJP/1.3' secret='x' keepAliveTimeout='-1'/>"));
        LintReport report = lint(files, "/a/httpd.conf", "/a/server.xml");
        assertThat(rules(report)).doesNotContain(Rule.HF17, Rule.HF30, Rule.HF31);
        assertThat(report.notEvaluated())
                .containsEntry(Rule.HF17, List.of("the value of ${secret} (httpd.conf:1)"))
                .containsEntry(Rule.HF30, List.of("the value of ${Host} (httpd.conf:1)"))
                .containsEntry(Rule.HF31, List.of("the value of ${Host} (httpd.conf:1)"));
    }

    @Test
    void whereTheHostChangesNothingItIsNotAskedFor() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "ProxyPass /a ajp://${HOST}:8009/ connectiontimeout=5 keepalive=On",
                        "ProxyPass /b ajp://${HOST}:8010/ connectiontimeout=5 ttl=60")
                .with("/a/sysctl.conf", "net.ipv4.tcp_keepalive_time = 600");
        LintReport report = lint(files, "/a/httpd.conf", "/a/sysctl.conf");
        assertThat(report.notEvaluated()).doesNotContainKeys(Rule.HF30, Rule.HF31);
        assertThat(rules(report)).doesNotContain(Rule.HF30, Rule.HF31);
    }

    @Test
    void aPortThatAVariableMayHaveIsNotTheDefault() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a ajp://${BACKEND}/")
                .with(
                        "/a/server.xml",
                        server(
                                "<Connector port='8009' protocol='AJP/1.3' maxConnections='9'/>",
                                "<Connector port='${p}' protocol='AJP/1.3' maxConnections='9'/>"));
        LintReport report = lint(files, "/a/httpd.conf", "/a/server.xml");
        assertThat(rules(report)).doesNotContain(Rule.HF02);
        assertThat(report.notEvaluated().get(Rule.HF02))
                .containsExactly("the server.xml or standalone.xml of the back end at ${BACKEND}");
    }

    @Test
    void modJksVariablesAreNoneOfTomcat() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "ProxyPass /a ajp://127.0.0.1/a ping=5 secret=one")
                .with("/a/server.xml", server("<Connector port='8009' protocol='AJP/1.3' secret='a$(b)c'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF17))
                .singleElement()
                .asString()
                .contains("has another secret than server.xml:1");
    }

    @Test
    void equalTermsOfASumAreOne() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "ProxyPass /a ajp://app/a",
                        "ProxyPass /b ajp://app/b max=10 acquire=1",
                        "ProxyPass /c ajp://app/c")
                .with("/a/server.xml", server("<Connector port='8009' protocol='AJP/1.3' maxConnections='9'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF02))
                .singleElement()
                .asString()
                .startsWith("warning 2 x (16 processes x 25) + 16 processes x 10 = 960 connections to app:8009");
    }

    @Test
    void oneWorkerWaitsAlone() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "MaxRequestWorkers 400", "ProxyPass / ajp://a/ ping=5")
                .with("/a/server.xml", server("<Connector protocol='AJP/1.3' port='8009' maxThreads='399'/>"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF03))
                .singleElement()
                .asString()
                .contains(": 1 worker can only wait ->");
    }

    @Test
    void theTimeoutIsThatOfTheVirtualHostWhoseAddressIsUpstream() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "Listen 80",
                        "<VirtualHost 10.0.0.1:80>",
                        "KeepAliveTimeout 2",
                        "</VirtualHost>",
                        "<VirtualHost 10.0.0.2:80>",
                        "KeepAliveTimeout 30",
                        "</VirtualHost>");
        String nginx = "events {} http { upstream u { server ADDRESS; keepalive 8; keepalive_timeout 20s; }"
                + " server { location / { proxy_pass http://u; proxy_http_version 1.1;"
                + " proxy_set_header Connection ''; } } }";
        files.with("/a/nginx.conf", nginx.replace("ADDRESS", "10.0.0.2"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/nginx.conf"), Rule.HF12))
                .isEmpty();
        files.with("/a/nginx.conf", nginx.replace("ADDRESS", "10.0.0.1"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/nginx.conf"), Rule.HF12))
                .singleElement()
                .asString()
                .contains("after 2 s (KeepAliveTimeout, httpd.conf:3)");
        files.with("/a/nginx.conf", nginx.replace("ADDRESS", "web"));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/nginx.conf"), Rule.HF12))
                .hasSize(1);
    }

    @Test
    void aRouteThatAMemberOfAnotherBalancerHasIsNotWrong() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "<Proxy balancer://b>",
                        "BalancerMember ajp://h1 route=a",
                        "BalancerMember ajp://h2 route=b",
                        "ProxySet stickysession=S",
                        "</Proxy>",
                        "<Proxy balancer://c>",
                        "BalancerMember ajp://h1 route=a",
                        "BalancerMember ajp://h3 route=c",
                        "ProxySet stickysession=S",
                        "</Proxy>")
                .with("/a/server.xml", tomcatOf("b", 8192));
        assertThat(rules(lint(files, "/a/httpd.conf", "/a/server.xml"))).doesNotContain(Rule.HF37);
        files.with("/a/server.xml", tomcatOf("d", 8192));
        assertThat(messages(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF37))
                .hasSize(2);
    }
}
