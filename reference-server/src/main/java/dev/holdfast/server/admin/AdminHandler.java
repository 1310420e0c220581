package dev.holdfast.server.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code GET /health/live}: 200 for as long as the server answers at all; {@code GET /health/ready} and {@code GET /health}: 200 and {@code UP}, or 503 and
 * {@code DOWN} if an application failed or the server is draining. They are JSON as MicroProfile Health 4.0 (section 4.1) writes it, with WildFly's names of
 * checks. {@code GET /deployments}: every application, as JSON.
 */
public final class AdminHandler implements HttpHandler {
    private final Supplier<List<ApplicationStatus>> applications;
    private final BooleanSupplier draining;

    /**
     * Creates a handler that asks anew for every request.
     *
     * @param applications which there are
     * @param draining whether the server takes no new requests
     */
    public AdminHandler(Supplier<List<ApplicationStatus>> applications, BooleanSupplier draining) {
        this.applications = applications;
        this.draining = draining;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!exchange.getRequestMethod().equals(Methods.GET)
                && !exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
            exchange.setStatusCode(StatusCodes.METHOD_NOT_ALLOWED);
            return;
        }
        switch (exchange.getRelativePath()) {
            case "/health", "/health/ready" -> health(exchange, ready(applications.get(), draining.getAsBoolean()));
            case "/health/live" -> health(exchange, List.of());
            case "/deployments" -> send(exchange, list(applications.get()));
            case "/" ->
                send(
                        exchange,
                        "{\"health\":\"/health\",\"live\":\"/health/live\",\"ready\":\"/health/ready\",\"deployments\":\"/deployments\"}");
            default -> exchange.setStatusCode(StatusCodes.NOT_FOUND);
        }
    }

    private static void health(HttpServerExchange exchange, List<Check> checks) {
        boolean up = checks.stream().allMatch(Check::up);
        if (!up) {
            exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
        }
        send(
                exchange,
                "{\"status\":" + status(up) + ",\"checks\":"
                        + checks.stream().map(Check::json).collect(Collectors.joining(",", "[", "]")) + "}");
    }

    private record Check(String name, boolean up, Map<String, String> data) {
        String json() {
            return "{\"name\":" + JsonText.quote(name) + ",\"status\":" + status(up) + ",\"data\":"
                    + data.entrySet().stream()
                            .map(entry -> JsonText.quote(entry.getKey()) + ":" + JsonText.quote(entry.getValue()))
                            .collect(Collectors.joining(",", "{", "}"))
                    + "}";
        }
    }

    private static List<Check> ready(List<ApplicationStatus> all, boolean draining) {
        Map<String, String> failures = new TreeMap<>();
        all.forEach(application -> application.failure().ifPresent(why -> failures.put(application.source(), why)));
        return List.of(
                new Check("server-state", !draining, Map.of("value", draining ? "draining" : "running")),
                new Check("deployments-status", failures.isEmpty(), failures));
    }

    private static String status(boolean up) {
        return JsonText.quote(up ? "UP" : "DOWN");
    }

    private static void send(HttpServerExchange exchange, String json) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(json + "\n");
    }

    static String list(List<ApplicationStatus> statuses) {
        return statuses.stream().map(AdminHandler::object).collect(Collectors.joining(",", "[", "]"));
    }

    private static String object(ApplicationStatus status) {
        return "{\"host\":" + JsonText.quote(status.host())
                + ",\"context\":" + JsonText.quote(status.contextPath())
                + ",\"source\":" + JsonText.quote(status.source())
                + ",\"status\":" + status(status.isUp())
                + ",\"deployMillis\":" + status.deployTime().toMillis()
                + status.failure()
                        .map(cause -> ",\"failure\":" + JsonText.quote(cause))
                        .orElse("")
                + "}";
    }
}
