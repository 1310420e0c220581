package dev.holdfast.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.MemoryFiles;
import dev.holdfast.config.Remark;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.modjk.JkMount;
import dev.holdfast.modjk.JkWorker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Configurations laid out as distributions and manuals lay them out. */
final class WholeConfigurationsTest {
    @Test
    void debiansTree() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/apache2/apache2.conf", """
                        DefaultRuntimeDir ${APACHE_RUN_DIR}
                        PidFile ${APACHE_PID_FILE}
                        Timeout 300
                        KeepAlive On
                        MaxKeepAliveRequests 100
                        KeepAliveTimeout 5
                        ErrorLog ${APACHE_LOG_DIR}/error.log
                        IncludeOptional mods-enabled/*.load
                        IncludeOptional mods-enabled/*.conf
                        Include ports.conf
                        <Directory />
                            Options FollowSymLinks
                            AllowOverride None
                            Require all denied
                        </Directory>
                        <FilesMatch "^\\.ht">
                            Require all denied
                        </FilesMatch>
                        LogFormat "%h %l %u %t \\"%r\\" %>s %O" common
                        IncludeOptional conf-enabled/*.conf
                        IncludeOptional sites-enabled/*.conf
                        """)
                .with(
                        "/etc/apache2/mods-enabled/mpm_event.load",
                        "LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so")
                .with("/etc/apache2/mods-enabled/mpm_event.conf", """
                        # comment
                        StartServers            2
                        MinSpareThreads         25
                        MaxSpareThreads         75
                        ThreadLimit             64
                        ThreadsPerChild         25
                        MaxRequestWorkers       150
                        MaxConnectionsPerChild  0
                        """)
                .with(
                        "/etc/apache2/mods-enabled/proxy.load",
                        "LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so")
                .with(
                        "/etc/apache2/mods-enabled/proxy_ajp.load",
                        "# Depends: proxy",
                        "LoadModule proxy_ajp_module mod_proxy_ajp.so")
                .with("/etc/apache2/mods-enabled/reqtimeout.load", "LoadModule reqtimeout_module mod_reqtimeout.so")
                .with(
                        "/etc/apache2/mods-enabled/reqtimeout.conf",
                        "RequestReadTimeout header=20-40,minrate=500",
                        "RequestReadTimeout body=10,minrate=500")
                .with(
                        "/etc/apache2/ports.conf",
                        "Listen 80",
                        "<IfModule ssl_module>",
                        "  Listen 443",
                        "</IfModule>",
                        "<IfModule mod_gnutls.c>",
                        "  Listen 443",
                        "</IfModule>")
                .with("/etc/apache2/sites-enabled/000-default.conf", """
                        <VirtualHost *:80>
                            ServerAdmin webmaster@localhost
                            DocumentRoot /var/www/html
                            ErrorLog ${APACHE_LOG_DIR}/error.log
                            CustomLog ${APACHE_LOG_DIR}/access.log combined
                            ProxyPass /app ajp://localhost:8009/app
                        </VirtualHost>
                        """);
        HttpdConfiguration configuration = HttpdConfigurationReader.read(
                files,
                HttpdOptions.of("/etc/apache2/apache2.conf")
                        .withEnvironment(Map.of(
                                "APACHE_RUN_DIR",
                                "/run",
                                "APACHE_PID_FILE",
                                "/run/pid",
                                "APACHE_LOG_DIR",
                                "/var/log")));
        assertThat(configuration.gaps()).isEmpty();
        assertThat(configuration.remarks())
                .filteredOn(remark -> remark.kind() == Remark.Kind.SKIPPED)
                .hasSize(3);
        assertThat(configuration.listens()).extracting(Listen::port).containsExactly(80);
        assertThat(configuration.mpm().processes()).isEqualTo(6);
        assertThat(configuration.mpm().settings().get(Mpm.MAX_REQUEST_WORKERS))
                .hasToString("150 (/etc/apache2/mods-enabled/mpm_event.conf:7)");
        HttpdServer host = configuration.servers().get(1);
        assertThat(host.value(HttpdServer.TIMEOUT)).isEqualTo(Duration.ofMinutes(5));
        assertThat(host.value(HttpdServer.BODY_TIMEOUT).timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(host.workers().get(0).value(ProxyWorker.TIMEOUT)).isEqualTo(Duration.ofMinutes(5));
        assertThat(host.workers().get(0).value(ProxyWorker.MAX)).isEqualTo(25);
    }

    @Test
    void redHatsTree() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/httpd/conf/httpd.conf", """
                        ServerRoot "/etc/httpd"
                        Listen 80
                        Include conf.modules.d/*.conf
                        User apache
                        Group apache
                        ServerAdmin root@localhost
                        <Directory />
                            AllowOverride none
                            Require all denied
                        </Directory>
                        DocumentRoot "/var/www/html"
                        <IfModule dir_module>
                            DirectoryIndex index.html
                        </IfModule>
                        ErrorLog "logs/error_log"
                        <IfModule log_config_module>
                            LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
                            <IfModule logio_module>
                              LogFormat "%h %I %O" combinedio
                            </IfModule>
                            CustomLog "logs/access_log" common
                        </IfModule>
                        AddDefaultCharset UTF-8
                        EnableSendfile on
                        <Proxy balancer://cluster>
                            BalancerMember ajp://app1:8009 route=app1
                            BalancerMember ajp://app2:8009 route=app2 \\
                                ping=5 ttl=120
                        </Proxy>
                        ProxyPass /static !
                        ProxyPass / balancer://cluster/ stickysession=JSESSIONID
                        IncludeOptional conf.d/*.conf
                        """)
                .with(
                        "/etc/httpd/conf.modules.d/00-mpm.conf",
                        "#LoadModule mpm_prefork_module modules/mod_mpm_prefork.so",
                        "LoadModule mpm_event_module modules/mod_mpm_event.so")
                .with("/etc/httpd/conf.modules.d/00-proxy.conf", "LoadModule proxy_module modules/mod_proxy.so")
                .with("/etc/httpd/conf.d/README", "not read");
        HttpdConfiguration configuration =
                HttpdConfigurationReader.read(files, HttpdOptions.of("/etc/httpd/conf/httpd.conf"));
        assertThat(configuration.gaps()).extracting(Remark::directive).containsExactly("AddDefaultCharset");
        assertThat(configuration.mpm().value(Mpm.MAX_REQUEST_WORKERS)).isEqualTo(400);
        HttpdServer server = configuration.mainServer();
        assertThat(server.proxyMounts()).extracting(ProxyMount::path).containsExactly("/static", "/");
        ProxyBalancer balancer = server.balancer("balancer://cluster").orElseThrow();
        assertThat(balancer.value(ProxyBalancer.STICKY_SESSION)).contains("JSESSIONID");
        assertThat(balancer.members().get(1).settings().get(ProxyWorker.PING))
                .hasToString("Optional[PT5S] (/etc/httpd/conf/httpd.conf:27)");
    }

    @Test
    void modJksLoadBalancer() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/httpd/conf/httpd.conf", """
                        ServerRoot /etc/httpd
                        LoadModule mpm_worker_module modules/mod_mpm_worker.so
                        LoadModule jk_module modules/mod_jk.so
                        JkWorkersFile conf/workers.properties
                        JkShmFile logs/jk.shm
                        JkLogFile logs/jk.log
                        JkLogLevel info
                        JkMountFile conf/uriworkermap.properties
                        JkMount /examples/* balancer
                        JkUnMount /examples/images/* balancer
                        """)
                .with(
                        "/etc/httpd/conf/uriworkermap.properties",
                        "/status=status",
                        "/shop|/*=balancer;reply_timeout=30000",
                        "!/shop/*.gif=balancer")
                .with("/etc/httpd/conf/workers.properties", """
                        worker.list=balancer,status
                        worker.template.type=ajp13
                        worker.template.port=8009
                        worker.template.socket_connect_timeout=5000
                        worker.template.ping_mode=A
                        worker.template.connection_pool_timeout=600
                        worker.node1.reference=worker.template
                        worker.node1.host=tomcat1
                        worker.node2.reference=worker.template
                        worker.node2.host=tomcat2
                        worker.node2.activation=D
                        worker.balancer.type=lb
                        worker.balancer.balance_workers=node1,node2
                        worker.balancer.error_escalation_time=0
                        worker.status.type=status
                        """);
        HttpdConfiguration configuration =
                HttpdConfigurationReader.read(files, HttpdOptions.of("/etc/httpd/conf/httpd.conf"));
        assertThat(configuration.gaps())
                .extracting(Remark::toString)
                .containsExactly(
                        "/etc/httpd/conf/workers.properties:15: worker.status.type: there is no status page (UNSUPPORTED)");
        JkWorker.LoadBalancer balancer = (JkWorker.LoadBalancer)
                configuration.jkWorkers().orElseThrow().worker("balancer").orElseThrow();
        JkWorker.Ajp node = balancer.members().get(1);
        assertThat(node.settings().value(JkWorker.Ajp.HOST)).isEqualTo("tomcat2");
        assertThat(node.settings().value(JkWorker.Ajp.ACTIVATION)).isEqualTo(JkWorker.Activation.DISABLED);
        assertThat(node.settings().value(JkWorker.Ajp.CONNECTION_POOL_TIMEOUT)).isEqualTo(Duration.ofMinutes(10));
        assertThat(node.settings().value(JkWorker.Ajp.CONNECTION_PING_INTERVAL)).isEqualTo(Duration.ofSeconds(100));
        assertThat(configuration.mainServer().jkMounts())
                .extracting(JkMount::uri)
                .containsExactly("/examples/images/*", "/shop/*.gif", "/examples/*", "/shop/*", "/status", "/shop");
    }
}
