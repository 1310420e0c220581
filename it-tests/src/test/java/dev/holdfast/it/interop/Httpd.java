package dev.holdfast.it.interop;

import dev.holdfast.it.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One Apache httpd that is every front which httpd is: a pair of ports, one with TLS, for each module and back end. */
final class Httpd {
    private static final String MODULES =
            "mpm_event authz_core authz_user authn_core authn_file auth_basic env slotmem_shm socache_shmcb ssl proxy proxy_ajp"
                    + " proxy_balancer lbmethod_byrequests jk";

    private final Path directory;
    private final int other;
    private final StringBuilder workers = new StringBuilder();
    private final StringBuilder hosts = new StringBuilder();

    /** @param directory with server.pem, server.key, client.pem and users in it */
    Httpd(Path directory, int other) {
        this.directory = directory;
        this.other = other;
    }

    /** Adds both modules in front of a back end; returns their links. */
    List<Link> add(Back back, int ajpPort) {
        Link proxy = new Link(Front.MOD_PROXY_AJP, back, Back.freePort(), Back.freePort());
        Link jk = new Link(Front.MOD_JK, back, Back.freePort(), Back.freePort());
        String secret = back.secret() == null ? "" : " secret=" + back.secret();
        host(proxy, """
                SetEnv AJP_interop.tag tagged
                ProxyPass /sticky balancer://%1$s/sticky
                ProxyPass / ajp://127.0.0.1:%2$d/%3$s
                """.formatted(back.name().toLowerCase(Locale.ROOT), ajpPort, secret));
        hosts.append(
                """
                <Proxy balancer://%1$s>
                BalancerMember ajp://127.0.0.1:%2$d route=%4$s%3$s
                BalancerMember ajp://127.0.0.1:%5$d route=%6$s
                ProxySet stickysession=JSESSIONID
                </Proxy>
                """.formatted(back.name().toLowerCase(Locale.ROOT), ajpPort, secret, back.name(), other, Back.OTHER));
        host(jk, """
                JkEnvVar interop.tag tagged
                JkMount /* alone_%1$s
                JkMount /sticky/* lb_%1$s
                """.formatted(back.name()));
        worker("alone_" + back.name(), ajpPort, back.secret(), "");
        worker("back_" + back.name(), ajpPort, back.secret(), back.name());
        worker("other_" + back.name(), other, null, Back.OTHER);
        property("list=alone_%1$s,lb_%1$s", back);
        property("lb_%1$s.type=lb", back);
        property("lb_%1$s.balance_workers=back_%1$s,other_%1$s", back);
        return List.of(proxy, jk);
    }

    private void property(String line, Back back) {
        workers.append("JkWorkerProperty worker.")
                .append(line.formatted(back.name()))
                .append('\n');
    }

    private void worker(String name, int port, @Nullable String secret, String route) {
        String prefix = "JkWorkerProperty worker." + name + ".";
        workers.append(prefix).append("type=ajp13\n");
        workers.append(prefix).append("host=127.0.0.1\n");
        workers.append(prefix).append("port=").append(port).append('\n');
        if (secret != null) {
            workers.append(prefix).append("secret=").append(secret).append('\n');
        }
        if (!route.isEmpty()) {
            workers.append(prefix).append("route=").append(route).append('\n');
        }
    }

    private void host(Link link, String mount) {
        String common = """
                ServerName 127.0.0.1
                AllowEncodedSlashes NoDecode
                <Location /user>
                AuthType Basic
                AuthName it
                AuthUserFile %s/users
                Require valid-user
                </Location>
                """.formatted(directory) + mount;
        hosts.append("Listen 127.0.0.1:%d\n<VirtualHost 127.0.0.1:%d>\n%s</VirtualHost>\n"
                .formatted(link.port(), link.port(), common));
        hosts.append("""
                Listen 127.0.0.1:%1$d
                <VirtualHost 127.0.0.1:%1$d>
                SSLEngine on
                SSLCertificateFile %2$s/server.pem
                SSLCertificateKeyFile %2$s/server.key
                SSLCACertificateFile %2$s/client.pem
                SSLVerifyClient optional
                SSLOptions +StdEnvVars +ExportCertData
                %3$s</VirtualHost>
                """.formatted(link.tlsPort(), directory, common));
    }

    Child start() throws IOException {
        Path httpd = Peers.require("apache2", "apache2-bin libapache2-mod-jk");
        Path installed = httpd.resolve("../../lib/apache2/modules").normalize();
        StringBuilder text = new StringBuilder();
        for (String module : MODULES.split(" ", -1)) {
            text.append("LoadModule ").append(module).append("_module ");
            text.append(installed).append("/mod_").append(module).append(".so\n");
        }
        text.append("""
                ServerRoot %1$s
                DefaultRuntimeDir %1$s
                PidFile httpd.pid
                ServerName 127.0.0.1
                ErrorLog /dev/stderr
                LogLevel warn
                LimitRequestBody 0
                Timeout 20
                User www-data
                Group www-data
                SSLSessionCache none
                JkShmFile %1$s/jk.shm
                JkLogFile %1$s/jk.log
                JkLogLevel error
                """.formatted(directory));
        text.append(workers).append(hosts);
        Path file = Files.writeString(directory.resolve("httpd.conf"), text);
        return Child.start(
                directory.resolve("stdout"),
                directory,
                Map.of(),
                List.of(httpd.toString(), "-f", file.toString(), "-DFOREGROUND"));
    }
}
