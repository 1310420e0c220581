package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class Ipv6IT {
    @BeforeAll
    static void thisMachineHasAnIpv6Loopback() throws IOException {
        assumeTrue(
                NetworkInterface.getByInetAddress(InetAddress.getAllByName("::1")[0]) != null,
                "this machine has no IPv6 loopback address ::1");
    }

    @Test
    void itListensOnAnIpv6Address() throws Exception {
        HttpConnector connector = HttpConnector.builder()
                .bind("::1", 0)
                .handler(exchange -> exchange.getResponseSender()
                        .send(exchange.getHostName() + " " + exchange.getHostPort() + " "
                                + exchange.getSourceAddress().getAddress().getHostAddress()))
                .build();
        connector.start();
        try {
            int port = connector.localAddress().getPort();
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://[::1]:" + port + "/"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("::1 " + port + " 0:0:0:0:0:0:0:1");
        } finally {
            connector.stop(Duration.ofSeconds(1));
        }
    }
}
