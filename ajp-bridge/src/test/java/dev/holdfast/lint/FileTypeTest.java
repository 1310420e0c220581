package dev.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileTypeTest {
    @ParameterizedTest
    @CsvSource({
        "/a/httpd.conf,'# nothing',HTTPD",
        "/a/apache2.conf,'',HTTPD",
        "/a/site.conf,'<VirtualHost *:80>',HTTPD",
        "/a/ssl.conf,'  KeepAliveTimeout 5',HTTPD",
        "/a/jk.conf,'<IfModule jk_module>',HTTPD",
        "/a/httpd.conf,'loadmodule proxy_module m\nlisten 80',HTTPD",
        "/a/httpd.conf,'listen 80',HTTPD",
        "/a/httpd.conf,'listen 10.0.0.1:80 # x',HTTPD",
        "/a/workers.properties,'worker.list=a',WORKERS",
        "/a/jk.properties,' worker.a.host = b',WORKERS",
        "/a/server.xml,'<?xml version=\"1.0\"?><!-- x --><Server port=\"1\">',TOMCAT",
        "/a/any.xml,'<server xmlns=\"urn:jboss:domain:20.0\">',WILDFLY",
        "/a/haproxy.cfg,'',HAPROXY",
        "/a/lb.cfg,'defaults\n  mode http',HAPROXY",
        "/a/lb.cfg,'global # x',HAPROXY",
        "/a/lb.cfg,'frontend www',HAPROXY",
        "/a/haproxy.cfg,'listen 80\n  bind :80',HAPROXY",
        "/a/lb.cfg,'listen web80',HAPROXY",
        "/a/nginx-proxy.conf,'include x;',NGINX",
        "/a/nginx.conf,'ProxyPass / ajp://a/',HTTPD",
        "/a/x,'loadmodule proxy_module m',HTTPD",
        "/a/nginx.conf,'',NGINX",
        "/a/default,'upstream web {',NGINX",
        "/a/site.conf,'server {\n  listen 80;\n}',NGINX",
        "/a/nginx.conf,'http {\n  server {\n    listen 80;\n  }\n}',NGINX",
        "/a/default,'http {\n  server {\n    listen 80;\n  }\n}',NGINX",
        "/a/sysctl.conf,'# nothing',SYSCTL",
        "/a/out.txt,'net.core.somaxconn = 128',SYSCTL",
        "/etc/sysctl.d/60-haproxy.conf,'# x\n-net/core/somaxconn=128',SYSCTL",
        "/etc/sysctl.d/60-nginx.conf,'net.core.somaxconn = 128',SYSCTL",
        "/etc/sysctl.d/60-httpd.conf,'net.core.somaxconn = 128',SYSCTL",
        "/a/out.txt,'Server version: Apache/2.4.62 (Debian)',VERSIONS",
        "/a/out.txt,'Server version name: Apache Tomcat/11.0.10',VERSIONS",
    })
    void contentAndNameSayWhatAFileIs(String path, String text, FileType type) {
        assertThat(FileType.of(path, text.replace("\\n", "\n"))).contains(type);
    }

    @ParameterizedTest
    @CsvSource({"/a/notes.txt,'hello'", "/a/web.xml,'<web-app>'", "/a/context.xml,'<Context>'", "/a/x.properties,'a=b'"
    })
    void whatIsNoneOfTheseIsNotGuessed(String path, String text) {
        assertThat(FileType.of(path, text)).isEmpty();
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anyNumberOfBlankLinesMayStandBeforeWhatSaysIt() {
        String blank = "\n".repeat(200_000);
        assertThat(FileType.of("/a/x", blank + "Listen 80")).contains(FileType.HTTPD);
        assertThat(FileType.of("/a/x", "global" + blank + "defaults")).contains(FileType.HAPROXY);
        assertThat(FileType.of("/a/x", blank + "hello")).isEmpty();
        assertThat(FileType.of("/a/x", "<?xml version='1.0'?>" + blank + "<Server/>"))
                .contains(FileType.TOMCAT);
        assertThat(FileType.of("/a/x", "<!--" + blank + "-->" + "<!-- x -->\n".repeat(20_000) + "<server/>"))
                .contains(FileType.WILDFLY);
    }

    @Test
    void everyTypeHasAWordForTheCommandLine() {
        assertThat(FileType.values())
                .extracting(FileType::toString)
                .containsExactly(
                        "httpd", "workers", "server.xml", "standalone.xml", "haproxy", "nginx", "sysctl", "versions");
    }
}
