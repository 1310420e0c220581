package dev.holdfast.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NginxReaderTest {
    @Test
    void readsWhereRequestsGo() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/etc/nginx/nginx.conf",
                        "events { worker_connections 768; }",
                        "http {",
                        "  include mime.types; # not there",
                        "  include conf.d/*.conf;",
                        "  proxy_read_timeout 90s;",
                        "  proxy_http_version 1.1;",
                        "  proxy_set_header Connection '';",
                        "  log_format x '$host; {\"a\"}' ;",
                        "  server {",
                        "    location / { proxy_pass http://web; proxy_read_timeout 1h30m; }",
                        "    location /again { proxy_pass http://web/; }",
                        "    location /one { proxy_pass https://10.0.0.9; }",
                        "    location /any { proxy_pass http://$host:80; }",
                        "    if ($x = ${y}) { return 403; }",
                        "  }",
                        "}")
                .with(
                        "/etc/nginx/conf.d/up.conf",
                        "upstream web {",
                        "  server 10.0.0.1:8080 max_conns=50;",
                        "  server unix:/tmp/s;",
                        "  keepalive 32;",
                        "  keepalive_timeout 30s;",
                        "}");
        List<Upstream> found = NginxReader.read(files, "/etc/nginx/nginx.conf");
        assertThat(found).extracting(Upstream::host).containsExactly("10.0.0.1", "10.0.0.9");
        Upstream web = found.get(0);
        assertThat(web.port()).isEqualTo(8080);
        assertThat(web.idle().orElseThrow()).hasToString("PT30S (/etc/nginx/conf.d/up.conf:5)");
        assertThat(web.maxConnections().orElseThrow().value()).isEqualTo(50);
        assertThat(web.responseTimeout().orElseThrow()).hasToString("PT1M30S (/etc/nginx/nginx.conf:5)");
        assertThat(found.get(1).port()).isEqualTo(443);
        assertThat(found.get(1).idle()).isEmpty();
    }

    @Test
    void defaultsAreNginxs() {
        Upstream found = NginxReader.read(
                        new MemoryFiles()
                                .with(
                                        "/n",
                                        "http{upstream u{server a;keepalive 2;}server{location /{proxy_pass http://u;",
                                        "proxy_http_version 1.1;proxy_set_header Connection keep-alive;}}}"),
                        "/n")
                .get(0);
        assertThat(found.idle().orElseThrow().value()).isEqualTo(Duration.ofSeconds(60));
        assertThat(found.responseTimeout().orElseThrow()).hasToString("PT1M (default from nginx)");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"1m 30s\"',PT1M30S",
        "'\"1h  1m 1s\"',PT1H1M1S",
        "1m30s,PT1M30S",
        "90,PT1M30S",
        "'\"m 30s\"',",
        "'\"1m x\"',",
        "'\" 1m\"',",
    })
    void unitsOfATimeMayHaveBlanksBetweenThem(String time, Duration expected) {
        MemoryFiles files = new MemoryFiles()
                .with("/n", "http { server { location / { proxy_pass http://a; proxy_read_timeout " + time + "; } } }");
        if (expected == null) {
            assertThatThrownBy(() -> NginxReader.read(files, "/n"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("/n:1: must be a time such as");
        } else {
            assertThat(NginxReader.read(files, "/n")
                            .get(0)
                            .responseTimeout()
                            .orElseThrow()
                            .value())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aFileWithoutHttpIsAPartOfIt() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/etc/nginx/conf.d/site.conf",
                        "upstream web {",
                        "  server 10.0.0.1:8080;",
                        "  keepalive 8;",
                        "}",
                        "server {",
                        "  proxy_http_version 1.1;",
                        "  proxy_set_header Connection \"\";",
                        "  location / { proxy_pass http://web; }",
                        "}");
        Upstream found = NginxReader.read(files, "/etc/nginx/conf.d/site.conf").get(0);
        assertThat(found.host()).isEqualTo("10.0.0.1");
        assertThat(found.idle().orElseThrow()).hasToString("PT1M (/etc/nginx/conf.d/site.conf:3)");
        // The main file's own blocks beside http are not.
        files.with("/n", "events {}", "stream { server { proxy_pass http://10.0.0.2; } }", "http { }");
        assertThat(NginxReader.read(files, "/n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // upstream, location, whether connections are kept: yes, no, or what would say so
        "keepalive 8;,proxy_http_version 1.1; proxy_set_header Connection '';,yes",
        "keepalive 8;,proxy_http_version 1.1; proxy_set_header Connection upgrade;,yes",
        "keepalive 8;,proxy_set_header Connection Keep-Alive;,yes",
        "keepalive 8;,proxy_http_version 1.1; proxy_set_header Connection close;,no",
        "keepalive 8;,proxy_set_header Connection close;,no",
        "keepalive 8;,proxy_http_version 1.0;,no",
        "keepalive 8;,proxy_http_version 1.0; proxy_set_header Connection '';,no",
        "keepalive 0;,,no",
        "keepalive 8;,,version",
        "keepalive 8;,proxy_http_version 1.1;,version",
        "keepalive 8;,proxy_set_header Connection '';,version",
        "keepalive 8;,proxy_http_version 1.1; proxy_set_header Host $host;,version",
        ",proxy_http_version 1.1; proxy_set_header Connection '';,version",
        ",proxy_set_header Connection close;,no",
        "keepalive 8;,proxy_http_version 1.1; proxy_set_header Connection $c;,variable",
    })
    void connectionsAreKeptIfAllThreeDirectivesSaySo(String upstream, String location, String kept) {
        Upstream found = NginxReader.read(
                        new MemoryFiles()
                                .with(
                                        "/n",
                                        "http { upstream u { server a; " + (upstream == null ? "" : upstream) + " }",
                                        "server { location / { proxy_pass http://u;",
                                        (location == null ? "" : location) + " } } }"),
                        "/n")
                .get(0);
        assertThat(found.idle().isPresent()).isEqualTo(kept.equals("yes"));
        assertThat(found.undecided().orElse("").replaceAll(".*'s (version).*|the value of .*", "$1"))
                .isEqualTo(kept.equals("version") ? "version" : "");
        assertThat(found.undecided().isPresent()).isEqualTo(kept.startsWith("v"));
    }

    @Test
    void aServerIsKeptConnectedIfOneOfItsLocationsDoes() {
        List<Upstream> found = NginxReader.read(
                new MemoryFiles()
                        .with(
                                "/n",
                                "http { upstream u { server a; keepalive 8; } server {",
                                "location /a { proxy_pass http://u; }",
                                "location /b { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ''; }",
                                "location /c { proxy_pass http://u; proxy_set_header Connection close; } } }"),
                "/n");
        assertThat(found).singleElement().satisfies(upstream -> {
            assertThat(upstream.idle()).isPresent();
            assertThat(upstream.undecided()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "worker_processes 4;,,600,false",
        "worker_processes 4;,zone z 64k;,150,false",
        ",,150,false",
        "worker_processes auto;,,150,true",
        "worker_processes auto;,zone z 64k;,150,false",
    })
    void withoutAZoneEachProcessHasItsOwnConnections(String main, String zone, int max, boolean ofEachProcess) {
        Upstream found = NginxReader.read(
                        new MemoryFiles()
                                .with(
                                        "/n",
                                        main == null ? "" : main,
                                        "http { upstream u { server a max_conns=150; " + (zone == null ? "" : zone)
                                                + " }",
                                        "server { location / { proxy_pass http://u; } } }"),
                        "/n")
                .get(0);
        assertThat(found.maxConnections().orElseThrow().value()).isEqualTo(max);
        assertThat(found.maxOfEachProcess()).isEqualTo(ofEachProcess);
    }

    @ParameterizedTest
    @CsvSource({
        "'http {',/n:1: the file ends in the middle",
        "'a b',/n:1: the file ends in the middle",
        "'a;}',/n:1: an unexpected }",
        "';',/n:1: an unexpected ;",
        "'a \"b;',/n:1: a quote does not end",
        "'http { proxy_read_timeout soon; }',/n:1: must be a time such as",
    })
    void whatNginxWouldRefuseIsAnErrorWithItsLine(String text, String message) {
        assertThatThrownBy(() -> NginxReader.read(new MemoryFiles().with("/n", text), "/n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message);
    }
}
