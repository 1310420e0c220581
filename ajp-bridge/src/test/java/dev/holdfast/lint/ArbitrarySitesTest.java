package dev.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the files say, the linter answers with a report or with the place of what it cannot read. */
final class ArbitrarySitesTest {
    private static final String[] HTTPD = {
        "LoadModule mpm_prefork_module x",
        "LoadModule mpm_worker_module x",
        "LoadModule http2_module x",
        "Listen 80",
        "Listen 8080",
        "LoadModule authz_core_module x",
        "LoadModule reqtimeout_module x",
        "KeepAlive Off",
        "KeepAliveTimeout 0",
        "KeepAliveTimeout 1ms",
        "KeepAliveTimeout 900h",
        "MaxKeepAliveRequests -1",
        "ServerLimit 0",
        "ServerLimit 200000",
        "ThreadsPerChild 0",
        "ThreadsPerChild 64x",
        "ThreadLimit 20000",
        "ThreadsPerChild 20000",
        "MaxRequestWorkers 0",
        "MaxRequestWorkers 2147483647",
        "MaxRequestWorkers -5",
        "AsyncRequestWorkerFactor 1000000",
        "ListenBackLog 2147483647",
        "Timeout 0",
        "ProxyPass / ajp://a/",
        "ProxyPass /x http://b:8080/",
        "ProxyPass / balancer://c/",
        "ProxyPass /y !",
        "<Proxy balancer://c>\nBalancerMember ajp://a max=1 route=r ping=1ms\nProxySet stickysession=S forcerecovery=off\n</Proxy>",
        "<Location /x/y>\nRequire user u\n</Location>",
        "<VirtualHost *:80>\nKeepAliveTimeout 7\n</VirtualHost>",
        "<VirtualHost *:80>\nProxyPass /z ajp://a:8010/\n</VirtualHost>",
        "JkWorkersFile w.properties",
        "JkMount /* w",
        "JkMount /q l",
        "RequestReadTimeout header=0",
        "# holdfast: ignore HF20 x",
        "ProxyIOBufferSize 1000000",
        "JkWatchdogInterval 5"
    };
    private static final String[] WORKERS = {
        "worker.list=w,l",
        "worker.l.type=lb",
        "worker.l.balance_workers=w,v",
        "worker.w.connection_pool_size=0",
        "worker.w.connection_pool_size=9",
        "worker.w.connection_pool_timeout=2147483647",
        "worker.w.reply_timeout=1",
        "worker.w.ping_mode=A",
        "worker.w.ping_timeout=0",
        "worker.v.port=0",
        "worker.w.host=far",
        "worker.w.socket_keepalive=1",
        "worker.v.max_packet_size=99999999",
        "worker.w.recovery_options=-1",
        "worker.maintain=0"
    };
    private static final String[] OTHERS = {
        "net.core.somaxconn = 0", "net.core.somaxconn = 99999999999", "net.ipv4.ip_local_port_range = 9 1",
        "net.ipv4.tcp_keepalive_time = x", "fs.nr_open = 1", "kernel.x ="
    };

    @Provide
    static Arbitrary<List<String>> httpd() {
        return Arbitraries.of(HTTPD).list().ofMaxSize(10);
    }

    @Provide
    static Arbitrary<List<String>> workers() {
        return Arbitraries.of(WORKERS).list().ofMaxSize(8);
    }

    @Provide
    static Arbitrary<List<String>> others() {
        return Arbitraries.of(OTHERS).list().ofMinSize(1).ofMaxSize(4);
    }

    @Property
    void lintAnswers(
            @ForAll("httpd") List<String> httpd,
            @ForAll("workers") List<String> workers,
            @ForAll("others") List<String> others) {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", httpd.toArray(String[]::new))
                .with("/a/w.properties", workers.toArray(String[]::new))
                .with("/a/sysctl.conf", others.toArray(String[]::new))
                .with(
                        "/a/server.xml",
                        "<Server><Service><Connector protocol='AJP/1.3' port='8009' maxThreads='1' maxConnections='-1'/>",
                        "<Connector port='8080' maxThreads='2147483647' keepAliveTimeout='1'/></Service></Server>")
                .with(
                        "/a/haproxy.cfg",
                        "listen x",
                        "mode http",
                        "timeout server 1us",
                        "server a 1:80 pool-purge-delay 1 maxconn 9");
        List<LintFile> given = Stream.of("httpd.conf", "sysctl.conf", "server.xml", "haproxy.cfg")
                .map(name -> new LintFile("/a/" + name, Optional.empty()))
                .toList();
        try {
            LintReport report = Linter.lint(files, given, Map.of());
            assertThat(report.findings()).allSatisfy(finding -> {
                assertThat(finding.origin().isFile()).isTrue();
                assertThat(finding.fix()).isNotEmpty();
            });
            new Reports(report, "/a").sarif("1");
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageStartingWith("/a/");
        }
    }
}
