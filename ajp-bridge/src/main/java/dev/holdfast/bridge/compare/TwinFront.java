package dev.holdfast.bridge.compare;

import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.BridgeFailure;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.connector.HttpConnector;
import io.undertow.server.BasicSSLSessionInfo;
import io.undertow.server.HttpHandler;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A gateway to one of the two back ends, and the client of it; both on the loopback address. */
final class TwinFront implements AutoCloseable {
    /** The field of a request that the front takes for one over TLS. */
    static final String TLS = "Holdfast-Compare-Tls";

    private static final HttpString TLS_NAME = new HttpString(TLS);
    private static final String HOST = "www.example.com:8000";
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int BAD_GATEWAY = 502;

    /** CN=holdfast compare, O=Example; nobody has its key. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBsDCCAVegAwIBAgIUc1Bp5Oi+2JGI5w0aIMKiJRS+hnowCgYIKoZIzj0EAwIw
            LTEZMBcGA1UEAwwQaG9sZGZhc3QgY29tcGFyZTEQMA4GA1UECgwHRXhhbXBsZTAg
            Fw0yNjExMjgxODMwMTdaGA8yMTI2MTEwNDE4MzAxN1owLTEZMBcGA1UEAwwQaG9s
            ZGZhc3QgY29tcGFyZTEQMA4GA1UECgwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqG
            SM49AwEHA0IABPYswsT9xD86HZyfrMy5ZKfrNa6tCOUlmzruN473zQ9KzQoIFp6F
            vupPOACp4/sfAn23QSx5prMtCC31eA5KJxCjUzBRMB0GA1UdDgQWBBTUFmLfGxbv
            iLSgI7jlO4M47iRL9zAfBgNVHSMEGDAWgBTUFmLfGxbviLSgI7jlO4M47iRL9zAP
            BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIDMOEOV7XYvfGyNLLbUZ
            Ryx56oAi1FcyXwte8F3boHT3AiALIe4nZs3MI9HPqz5TEVAoMPIYTCUOPe8fdraB
            mtuiEQ==
            -----END CERTIFICATE-----
            """;

    private final Gateway gateway;
    private final HttpConnector connector;

    TwinFront(Backend backend) throws IOException {
        gateway = Gateway.to(backend);
        connector = HttpConnector.builder()
                .bind("127.0.0.1", 0)
                .handler(asOverTls(gateway))
                .build();
        connector.start();
    }

    private static HttpHandler asOverTls(HttpHandler next) {
        return exchange -> {
            if (exchange.getRequestHeaders().contains(TLS_NAME)) {
                exchange.getRequestHeaders().remove(TLS_NAME);
                exchange.setRequestScheme("https");
                byte[] session = {1, 2, 3, 4};
                exchange.getConnection()
                        .setSslSessionInfo(new BasicSSLSessionInfo(
                                session, "TLS_AES_128_GCM_SHA256", CERTIFICATE, 128, "TLSv1.3"));
            }
            next.handleRequest(exchange);
        };
    }

    /**
     * Sends a request and reads its answer; the client's own port becomes a word in it.
     *
     * @throws IOException if there is none: what the gateway says in place of a back end is no answer
     */
    Answer send(SampleRequest request) throws IOException {
        Map<BridgeFailure, Long> before = gateway.statistics().failures();
        Answer answer = exchange(request);
        for (Map.Entry<BridgeFailure, Long> failure :
                gateway.statistics().failures().entrySet()) {
            boolean backEnds = failure.getKey().status() >= BAD_GATEWAY;
            if (backEnds && failure.getValue() > before.getOrDefault(failure.getKey(), 0L)) {
                throw new IOException(failure.getKey().name());
            }
        }
        return answer;
    }

    private Answer exchange(SampleRequest request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(),
                            connector.localAddress().getPort()),
                    TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.onTheWire(HOST).getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            Answer answer = Answer.read(in, request.method());
            String port = String.valueOf(socket.getLocalPort());
            String body = Comparison.isMirrored(answer)
                    ? answer.body().replaceAll("=" + port + "(?=\n)", "=(the client's)")
                    : answer.body();
            return new Answer(answer.interim(), answer.status(), answer.fields(), body, answer.framing());
        }
    }

    @Override
    public void close() {
        connector.stop(Duration.ZERO);
        gateway.close();
    }
}
