package dev.holdfast.server.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code GET /health}: 200 and {@code {"status":"UP"}}, or 503 and {@code DOWN} if an application failed to deploy; {@code GET /deployments}:
 * every application. Both are JSON and name the failures.
 */
public final class AdminHandler implements HttpHandler {
    private final Supplier<List<ApplicationStatus>> applications;

    /** Creates a handler that asks {@code applications} anew for every request. */
    public AdminHandler(Supplier<List<ApplicationStatus>> applications) {
        this.applications = applications;
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
            case "/health" -> health(exchange);
            case "/deployments" -> send(exchange, list(applications.get()));
            case "/" -> send(exchange, "{\"health\":\"/health\",\"deployments\":\"/deployments\"}");
            default -> exchange.setStatusCode(StatusCodes.NOT_FOUND);
        }
    }

    private void health(HttpServerExchange exchange) {
        List<ApplicationStatus> failed =
                applications.get().stream().filter(status -> !status.isUp()).toList();
        if (failed.isEmpty()) {
            send(exchange, "{\"status\":\"UP\"}");
        } else {
            exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
            send(exchange, "{\"status\":\"DOWN\",\"failed\":" + list(failed) + "}");
        }
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
                + ",\"status\":" + JsonText.quote(status.isUp() ? "UP" : "DOWN")
                + ",\"deployMillis\":" + status.deployTime().toMillis()
                + status.failure()
                        .map(cause -> ",\"failure\":" + JsonText.quote(cause))
                        .orElse("")
                + "}";
    }
}
