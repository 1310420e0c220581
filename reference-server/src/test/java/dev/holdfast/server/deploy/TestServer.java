package dev.holdfast.server.deploy;

import io.undertow.Undertow;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.xnio.XnioWorker;

/** Applications behind Undertow's own listener on a free loopback port, and a client. There is one worker, so that a test knows what it remembers. */
final class TestServer implements AutoCloseable {
    private final Applications applications;
    private final Undertow undertow;
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    TestServer(Path workDirectory) {
        this.applications = new Applications(Deployer.builder()
                .users(new Users(Map.of(
                        "ada", new Users.User("secret", Set.of("admin")), "bob", new Users.User("hidden", Set.of()))))
                .workDirectory(workDirectory)
                .worker(this::worker)
                .build());
        this.undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(applications)
                .build();
        undertow.start();
    }

    private XnioWorker worker() {
        return undertow.getWorker();
    }

    Applications applications() {
        return applications;
    }

    DeployedApplication deploy(Path archive) throws DeploymentException {
        return applications.deploy(DeploymentSpec.of(archive));
    }

    HttpClient client() {
        return client;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        applications.close();
        undertow.stop();
    }
}
