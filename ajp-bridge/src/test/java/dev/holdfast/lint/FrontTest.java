package dev.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.MemoryFiles;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.syntax.HttpdOptions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrontTest {
    private static Front front(String... addresses) {
        String[] hosts = Arrays.stream(addresses)
                .map(address -> "<VirtualHost " + address + ">\n</VirtualHost>")
                .toArray(String[]::new);
        MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", hosts);
        return new Front("/a/httpd.conf", HttpdConfigurationReader.read(files, HttpdOptions.of("/a/httpd.conf")));
    }

    private static List<String> addresses(Front front, int port) {
        return front.serversOn(port).stream()
                .map(HttpdServer::addresses)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void hostsOnAnyPortAnswerWhereNoneNamesThePort() {
        Front front = front("*", "_default_:*", "a.example", "[::1]", "[::1]:8080", "*:80");
        assertThat(addresses(front, 80)).containsExactly("*:80");
        assertThat(addresses(front, 8080)).containsExactly("[::1]:8080");
        assertThat(addresses(front, 81)).containsExactly("*", "_default_:*", "a.example", "[::1]");
    }

    @Test
    void theMainServerAnswersWhereNoHostDoes() {
        Front front = front("*:80");
        assertThat(front.serversOn(180))
                .singleElement()
                .satisfies(server -> assertThat(server.main()).isTrue());
    }
}
