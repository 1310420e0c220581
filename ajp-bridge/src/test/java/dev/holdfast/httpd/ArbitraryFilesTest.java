package dev.holdfast.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backend.ServerXmlReader;
import dev.holdfast.backend.StandaloneXmlReader;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.modjk.JkWorkersReader;
import dev.holdfast.modjk.UriMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/** Whatever is in the files: an answer or a {@link ConfigurationException} with a place, and nothing else. */
final class ArbitraryFilesTest {
    private static final String FILE = "/etc/httpd/httpd.conf";

    private static final List<String> PIECES = List.of(
            "<",
            ">",
            "</",
            "\"",
            "'",
            "\\",
            "\n",
            "\r\n",
            " ",
            "${",
            "}",
            "#",
            "!",
            "=",
            "|",
            ";",
            ":",
            "/",
            "*",
            "[",
            "]",
            "$1",
            "~",
            "(",
            ")",
            "+",
            "-",
            ",",
            ".",
            "0",
            "-1",
            "99999999999",
            "5s",
            "500ms",
            "On",
            "off",
            "x",
            "\u00e4",
            "<IfModule ",
            "</IfModule>",
            "<IfDefine ",
            "</IfDefine>",
            "<IfVersion >= ",
            "</IfVersion>",
            "<VirtualHost *:80>",
            "</VirtualHost>",
            "<Location /x>",
            "</Location>",
            "<Proxy balancer://b>",
            "</Proxy>",
            "<If ",
            "</If>",
            "<Directory />",
            "</Directory>",
            "<Macro M $a>",
            "</Macro>",
            "Use M ",
            "Include ",
            "IncludeOptional *.conf",
            "Define A ",
            "UnDefine A",
            "${A}",
            "LoadModule ",
            "jk_module",
            "ServerRoot ",
            "ProxyPass ",
            "ProxyPassMatch ",
            "ProxySet ",
            "BalancerMember ",
            "balancer://b ",
            "ajp://h:8009/ ",
            "unix:/s|http://h/",
            "max=",
            "ttl=",
            "status=",
            "lbmethod=",
            "KeepAlive ",
            "KeepAliveTimeout ",
            "MaxRequestWorkers ",
            "ThreadsPerChild ",
            "ServerLimit ",
            "AsyncRequestWorkerFactor ",
            "Listen ",
            "RequestReadTimeout header=",
            "MinRate=",
            "JkMount ",
            "JkUnMount ",
            "JkWorkerProperty worker.",
            "JkOptions ",
            "JkWorkersFile ",
            "list=",
            "reference=",
            "worker.",
            "type=lb",
            "balance_workers=",
            "$(",
            "reply_timeout=");

    /** What a line may begin with and have after it, to get past the first line more often. */
    private static final List<String> HEADS = List.of(
            "ProxyPass /a ajp://h:8009/",
            "ProxyPass /b balancer://b",
            "BalancerMember balancer://b http://m",
            "ProxyTimeout 5",
            "ProxyPassMatch ^/(x) http://h/$1",
            "ProxySet balancer://b",
            "<Proxy balancer://b>",
            "</Proxy>",
            "<VirtualHost a>",
            "</VirtualHost>",
            "<Location /l>",
            "</Location>",
            "ProxyPass http://l/",
            "ServerLimit",
            "ThreadsPerChild",
            "ThreadLimit",
            "MaxRequestWorkers",
            "StartServers",
            "MinSpareThreads",
            "MaxSpareThreads",
            "LoadModule mpm_prefork_module x.so",
            "JkMount /a w",
            "JkWorkerProperty worker.list=w",
            "JkWorkerProperty worker.w.port=",
            "worker.list=w,v",
            "worker.w.type=lb",
            "worker.w.balance_workers=v,u",
            "worker.v.reference=worker.u",
            "worker.u.port=",
            "/x|/*=w",
            "Define A",
            "Foo",
            "Timeout");

    private static final List<String> TAILS = List.of(
            "",
            " 0",
            " 1",
            " -5",
            " 2147483647",
            " 99999999999",
            " ${A}",
            " max=2147483647",
            " smax=3 min=7",
            " timeout=5s",
            " status=+H-D",
            " loadfactor=1.5",
            " stickysession=a|b",
            ";reply_timeout=1",
            ";active=v;x",
            "7",
            "1k",
            "\\");

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(PIECES).list().ofMaxSize(60).map(list -> String.join("", list));
        Arbitrary<String> line = Combinators.combine(Arbitraries.of(HEADS), Arbitraries.of(TAILS))
                .as((head, tail) -> head + tail);
        return Arbitraries.oneOf(pieces, line.list().ofMaxSize(8).map(lines -> String.join("\n", lines)));
    }

    private static HttpdConfiguration read(String text) {
        return HttpdConfigurationReader.read(
                new MemoryFiles().with(FILE, text).with("/etc/httpd/x", text), HttpdOptions.of(FILE));
    }

    @Property(tries = 3000, shrinking = ShrinkingMode.BOUNDED)
    void anyDirectivesAreReadOrRefused(@ForAll("texts") String text) {
        try {
            HttpdConfiguration configuration = read(text);
            assertThat(configuration.servers()).isNotEmpty();
            assertThat(configuration.mpm().processes()).isPositive();
        } catch (ConfigurationException e) {
            assertThat(e.origin().source()).isIn(FILE, "/etc/httpd/x", "default");
            assertThat(e).hasMessageStartingWith(e.origin().toString());
        }
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 2000) byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            read(text);
        } catch (ConfigurationException e) {
            assertThat(e.origin().isFile()).isTrue();
        }
    }

    @Property(tries = 2000, shrinking = ShrinkingMode.BOUNDED)
    void anyPropertiesAreReadOrRefused(@ForAll("texts") String text) {
        JkWorkersReader workers = new JkWorkersReader(Map.of(), new ArrayList<>());
        UriMap map = new UriMap(new ArrayList<>());
        try {
            map.addFile("u", text);
            map.rules();
            workers.addFile("w", text);
            assertThat(workers.workers(new Setting<>(1, Origin.DEFAULT)).workers())
                    .isNotEmpty();
        } catch (ConfigurationException e) {
            assertThat(e.origin().isFile()).isTrue();
        }
    }

    @Property(tries = 500)
    void anyXmlIsReadOrRefused(@ForAll("elements") String text, @ForAll @Size(max = 200) byte[] bytes) {
        for (String one : List.of(text, new String(bytes, StandardCharsets.ISO_8859_1))) {
            try {
                ServerXmlReader.read("f", one, Map.of());
                StandaloneXmlReader.read("f", one, Map.of());
            } catch (ConfigurationException e) {
                assertThat(e.origin().source()).isEqualTo("f");
            }
        }
    }

    @Provide
    Arbitrary<String> elements() {
        return Arbitraries.of(
                        "<Server>",
                        "</Server>",
                        "<Service name='s'>",
                        "</Service>",
                        "<Connector port='${x}'/>",
                        "<Connector port='1'",
                        " maxThreads='",
                        "'/>",
                        "<Executor name='e'/>",
                        "<!-- ",
                        " -->",
                        "<![CDATA[",
                        "]]>",
                        "&amp;",
                        "&x;",
                        "<server>",
                        "<!DOCTYPE x>",
                        "<?x?>",
                        "${a:${b:1}}",
                        "<")
                .list()
                .ofMaxSize(20)
                .map(pieces -> "<Server>" + String.join("", pieces));
    }
}
