package dev.holdfast.lint;

import static dev.holdfast.lint.LinterTest.found;
import static dev.holdfast.lint.LinterTest.lint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.MemoryFiles;
import org.junit.jupiter.api.Test;

/**
 * What distributions install and manuals recommend, with the values and the layout of each, and the case that began it all. Nothing that
 * works as installed is a warning.
 */
final class UsualConfigurationsTest {
    /** Debian's apache2 as it is installed: event, or prefork once a module asks for it. */
    private static MemoryFiles debian(String mpm, String... lines) {
        return new MemoryFiles()
                .with(
                        "/etc/apache2/apache2.conf",
                        "DefaultRuntimeDir ${APACHE_RUN_DIR}",
                        "PidFile ${APACHE_PID_FILE}",
                        "Timeout 300",
                        "KeepAlive On",
                        "MaxKeepAliveRequests 100",
                        "KeepAliveTimeout 5",
                        "User ${APACHE_RUN_USER}",
                        "IncludeOptional mods-enabled/*.load",
                        "IncludeOptional mods-enabled/*.conf",
                        "Include ports.conf",
                        "<Directory /var/www/>",
                        "  Require all granted",
                        "</Directory>",
                        "IncludeOptional sites-enabled/*.conf")
                .with("/etc/apache2/ports.conf", "Listen 80", "<IfModule ssl_module>", "  Listen 443", "</IfModule>")
                .with("/etc/apache2/mods-enabled/authz_core.load", "LoadModule authz_core_module m/mod_authz_core.so")
                .with("/etc/apache2/mods-enabled/reqtimeout.load", "LoadModule reqtimeout_module m/mod_reqtimeout.so")
                .with(
                        "/etc/apache2/mods-enabled/reqtimeout.conf",
                        "<IfModule reqtimeout_module>",
                        "  RequestReadTimeout header=20-40,minrate=500",
                        "  RequestReadTimeout body=10,minrate=500",
                        "</IfModule>")
                .with("/etc/apache2/mods-enabled/mpm.load", "LoadModule mpm_" + mpm + "_module m/mod_mpm.so")
                .with("/etc/apache2/mods-enabled/mpm.conf", lines)
                .with(
                        "/etc/apache2/sites-enabled/000-default.conf",
                        "<VirtualHost *:80>",
                        "  DocumentRoot /var/www/html",
                        "  ErrorLog ${APACHE_LOG_DIR}/error.log",
                        "</VirtualHost>");
    }

    private static MemoryFiles debianEvent() {
        return debian(
                "event",
                "StartServers 2",
                "MinSpareThreads 25",
                "MaxSpareThreads 75",
                "ThreadLimit 64",
                "ThreadsPerChild 25",
                "MaxRequestWorkers 150",
                "MaxConnectionsPerChild 0");
    }

    @Test
    void debiansDefaultsAreClean() {
        assertThat(lint(debianEvent(), "/etc/apache2/apache2.conf").findings()).isEmpty();
        MemoryFiles prefork = debian(
                "prefork",
                "StartServers 5",
                "MinSpareServers 5",
                "MaxSpareServers 10",
                "MaxRequestWorkers 150",
                "MaxConnectionsPerChild 0");
        assertThat(lint(prefork, "/etc/apache2/apache2.conf").findings()).isEmpty();
    }

    @Test
    void debiansApacheBeforeATomcatAsItComes() {
        MemoryFiles files = debianEvent()
                .with("/etc/apache2/mods-enabled/proxy.load", "LoadModule proxy_module m/mod_proxy.so")
                .with("/etc/apache2/mods-enabled/proxy_http.load", "LoadModule proxy_http_module m/mod_proxy_http.so")
                .with(
                        "/etc/apache2/sites-enabled/000-default.conf",
                        "<VirtualHost *:80>",
                        "  ProxyPass / http://localhost:8080/",
                        "</VirtualHost>")
                .with(
                        "/opt/tomcat/conf/server.xml",
                        "<Server port='8005' shutdown='SHUTDOWN'>",
                        "  <Service name='Catalina'>",
                        "    <Connector port='8080' protocol='HTTP/1.1' connectionTimeout='20000' redirectPort='8443'/>",
                        "    <Engine name='Catalina' defaultHost='localhost'/>",
                        "  </Service>",
                        "</Server>");
        assertThat(found(lint(files, "/etc/apache2/apache2.conf", "/opt/tomcat/conf/server.xml")))
                .containsExactly("/etc/apache2/sites-enabled/000-default.conf:2 warning HF11");
    }

    /** Red Hat's layout: conf/httpd.conf below a ServerRoot, modules by directories, and no numbers for the MPM. */
    @Test
    void redHatsHttpdWithALoadBalancerOfTwoNodes() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/etc/httpd/conf/httpd.conf",
                        "ServerRoot \"/etc/httpd\"",
                        "Listen 80",
                        "Include conf.modules.d/*.conf",
                        "User apache",
                        "<Directory />",
                        "  Require all denied",
                        "</Directory>",
                        "IncludeOptional conf.d/*.conf")
                .with(
                        "/etc/httpd/conf.modules.d/00-base.conf",
                        "LoadModule authz_core_module modules/mod_authz_core.so",
                        "LoadModule reqtimeout_module modules/mod_reqtimeout.so")
                .with("/etc/httpd/conf.modules.d/00-mpm.conf", "LoadModule mpm_event_module modules/mod_mpm_event.so");
        assertThat(lint(files, "/etc/httpd/conf/httpd.conf").findings()).isEmpty();
        files.with(
                        "/etc/httpd/conf.d/mod_jk.conf",
                        "LoadModule jk_module modules/mod_jk.so",
                        "JkWorkersFile conf.d/workers.properties",
                        "JkLogFile logs/mod_jk.log",
                        "JkLogLevel info",
                        "JkOptions +ForwardKeySize +ForwardURICompatUnparsed -ForwardDirectories",
                        "JkMount /portal/* balancer",
                        "JkShmFile logs/jk.shm",
                        "<Location /status>",
                        "  JkMount status",
                        "  Require ip 127.0.0.1",
                        "</Location>")
                .with(
                        "/etc/httpd/conf.d/workers.properties",
                        "worker.list=balancer,status",
                        "worker.east.port=8009",
                        "worker.east.host=east.example.com",
                        "worker.east.type=ajp13",
                        "worker.east.ping_mode=A",
                        "worker.east.lbfactor=1",
                        "worker.west.port=8009",
                        "worker.west.host=west.example.com",
                        "worker.west.type=ajp13",
                        "worker.west.ping_mode=A",
                        "worker.west.lbfactor=1",
                        "worker.balancer.type=lb",
                        "worker.balancer.balance_workers=east,west",
                        "worker.balancer.sticky_session=1",
                        "worker.status.type=status");
        // What the manual leaves out: a limit for connecting, and whether an order may be placed twice. Pings on idle
        // connections keep firewalls awake.
        assertThat(found(lint(files, "/etc/httpd/conf/httpd.conf")))
                .containsExactly(
                        "/etc/httpd/conf.d/workers.properties:2 note HF28",
                        "/etc/httpd/conf.d/workers.properties:2 warning HF30",
                        "/etc/httpd/conf.d/workers.properties:7 note HF28",
                        "/etc/httpd/conf.d/workers.properties:7 warning HF30");
    }

    /** mod_jk's how-to on timeouts recommends these, and Tomcat's side of them. */
    @Test
    void modJksRecommendedTimeoutsAreClean() {
        MemoryFiles files = debianEvent()
                .with("/etc/apache2/mods-enabled/jk.load", "LoadModule jk_module m/mod_jk.so")
                .with(
                        "/etc/apache2/mods-enabled/jk.conf",
                        "JkWorkersFile /etc/apache2/workers.properties",
                        "JkWatchdogInterval 60",
                        "JkMount /app/* node1")
                .with(
                        "/etc/apache2/workers.properties",
                        "worker.list=node1",
                        "worker.node1.host=10.0.0.5",
                        "worker.node1.ping_mode=A",
                        "worker.node1.ping_timeout=10000",
                        "worker.node1.socket_connect_timeout=5000",
                        "worker.node1.connection_pool_timeout=600",
                        "worker.node1.reply_timeout=300000",
                        "worker.node1.recovery_options=3",
                        "worker.node1.secret=long")
                .with(
                        "/opt/tomcat/conf/server.xml",
                        "<Server><Service name='Catalina'>",
                        "<Connector protocol='AJP/1.3' address='10.0.0.5' port='8009' secret='long' connectionTimeout='600000'",
                        "           keepAliveTimeout='600000' maxThreads='200'/>",
                        "</Service></Server>")
                .with("/etc/sysctl.conf", "net.core.somaxconn = 4096", "net.ipv4.ip_local_port_range = 32768 60999");
        assertThat(found(lint(files, "/etc/apache2/apache2.conf", "/opt/tomcat/conf/server.xml", "/etc/sysctl.conf")))
                .isEmpty();
    }

    /** Testers saw a second where the access log had 50 ms: ten workers, held by twenty users who think between clicks. */
    @Test
    void preforkWithKeepAliveAndFewWorkersBeforeASmallerBackEnd() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        "LoadModule mpm_prefork_module modules/mod_mpm_prefork.so",
                        "Listen 8080",
                        "ServerLimit 10",
                        "MaxRequestWorkers 10",
                        "KeepAlive On",
                        "KeepAliveTimeout 3",
                        "MaxKeepAliveRequests 0",
                        "JkWorkersFile workers.properties",
                        "JkMount /* app")
                .with(
                        "/a/workers.properties",
                        "worker.list=app",
                        "worker.app.host=127.0.0.1",
                        "worker.app.connection_pool_size=10",
                        "worker.app.ping_mode=A",
                        "worker.app.recovery_options=3")
                .with(
                        "/a/server.xml",
                        "<Server><Service name='Catalina'>",
                        "<Connector protocol='org.apache.coyote.ajp.AjpProtocol' port='8009' secretRequired='false' maxThreads='8'/>",
                        "</Service></Server>");
        LintReport report = lint(files, "/a/httpd.conf", "/a/workers.properties", "/a/server.xml");
        assertThat(report.findings())
                .extracting(Finding::rule)
                .containsExactlyInAnyOrder(Rule.HF01, Rule.HF03, Rule.HF07, Rule.HF19, Rule.HF20);
        assertThat(one(report, Rule.HF20).message())
                .isEqualTo(
                        "an idle connection holds one of 10 prefork workers for 3 s: 3.3 new connections a second hold them all");
        assertThat(one(report, Rule.HF20).fix())
                .isEqualTo("KeepAlive Off, or MaxRequestWorkers 30 with ServerLimit 30");
        assertThat(one(report, Rule.HF19).message()).contains("511 connections (by default)", "the last waits 153 s");
        assertThat(one(report, Rule.HF01).message())
                .isEqualTo(
                        "10 processes x 1 = 10 connections to 127.0.0.1:8009, each with a thread of its own, and 8 threads: 2 of"
                                + " them are never served");
        assertThat(one(report, Rule.HF03).message()).contains("8 threads together, and 10 workers");
    }

    private static Finding one(LintReport report, Rule rule) {
        return report.findings().stream()
                .filter(finding -> finding.rule() == rule)
                .findFirst()
                .orElseThrow();
    }
}
