package dev.holdfast.server.deploy;

import dev.holdfast.connector.HttpConnector;
import dev.holdfast.server.naming.DataSources;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.realm.Users;
import dev.holdfast.server.sessions.SavedSessions;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Applications behind our connector on a free loopback port, and a client. There is one worker thread, so that a test knows what it remembers. */
final class TestServer implements AutoCloseable {
    static final int MAX_ENTITY_SIZE = 1_000_000;

    private final Applications applications;
    private final XnioWorker worker;
    private final HttpConnector connector;
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final HttpClient forgetful = HttpClient.newHttpClient();

    TestServer(Path workDirectory) throws IOException {
        this(workDirectory, SavedSessions.inMemory(), Duration.ofMinutes(1));
    }

    TestServer(Path workDirectory, Realm realm) throws IOException {
        this(workDirectory, realm, DataSources.none(), SavedSessions.inMemory(), Duration.ofMinutes(1), Map.of());
    }

    TestServer(Path workDirectory, DataSources dataSources) throws IOException {
        this(workDirectory, adaAndBob(), dataSources, SavedSessions.inMemory(), Duration.ofMinutes(1), Map.of());
    }

    TestServer(Path workDirectory, SavedSessions savedSessions, Duration deploymentTimeout) throws IOException {
        this(workDirectory, adaAndBob(), DataSources.none(), savedSessions, deploymentTimeout, Map.of());
    }

    TestServer(Path workDirectory, Map<String, Set<String>> hosts) throws IOException {
        this(workDirectory, adaAndBob(), DataSources.none(), SavedSessions.inMemory(), Duration.ofMinutes(1), hosts);
    }

    private TestServer(
            Path workDirectory,
            Realm realm,
            DataSources dataSources,
            SavedSessions savedSessions,
            Duration deploymentTimeout,
            Map<String, Set<String>> hosts)
            throws IOException {
        this.worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 1)
                        .getMap());
        this.applications = new Applications(
                Deployer.builder()
                        .realm(realm)
                        .workDirectory(workDirectory)
                        .dataSources(dataSources)
                        .savedSessions(savedSessions)
                        .worker(() -> worker)
                        .build(),
                deploymentTimeout,
                hosts);
        this.connector = HttpConnector.builder()
                .worker(worker)
                .maxEntitySize(MAX_ENTITY_SIZE)
                .handler(applications)
                .build();
        connector.start();
    }

    private static Realm adaAndBob() {
        return Realm.of(new Users(
                Map.of("ada", new Users.User("secret", Set.of("admin")), "bob", new Users.User("hidden", Set.of()))));
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
        return connector.localAddress().getPort();
    }

    /** With a Cookie among {@code headers} that one alone is sent, and none is remembered. */
    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpClient sender = List.of(headers).contains("Cookie") ? forgetful : client;
        return sender.send(request.build(), BodyHandlers.ofString());
    }

    CompletableFuture<String> getAsync(String path) {
        return client.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
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
        connector.stop(Duration.ofSeconds(5));
        worker.shutdownNow();
    }
}
