package dev.holdfast.server.admin;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.Health;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.bridge.MemberStatistics;
import io.undertow.io.Receiver.RequestToLargeException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway's members are and do, and what the operator wants of them, as JSON: {@code GET /health} is 200 while a member can be used and
 * 503 otherwise, {@code GET /members} and {@code GET /members/NAME} tell of them, and {@code POST /members/NAME/activation} with
 * <code>{"activation":"DISABLED"}</code> changes it until the gateway ends.
 *
 * <p>It asks for no password, so it has to be sure that it is not a page of somebody else's, in a browser on this machine, that asks. Such a
 * page can send what a form can, and here the content type is none of a form's; its requests say where they come from; and where it has its
 * own name point to this machine, Host is that name.
 */
public final class MembersHandler implements HttpHandler {
    private static final int MAX_BODY = 1024;
    private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final Pattern WISH = Pattern.compile("\\s*\\{\\s*\"activation\"\\s*:\\s*\"([A-Za-z]+)\"\\s*\\}\\s*");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[^:\\[\\]]+)(?::\\d+)?");
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final Gateway gateway;

    /** Creates a handler that asks {@code gateway} anew for every request. */
    public MembersHandler(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!isThisMachine(exchange.getRequestHeaders().getFirst(Headers.HOST))) {
            refuse(exchange, StatusCodes.FORBIDDEN, "Host must be a loopback address or localhost");
            return;
        }
        String[] path = segments(exchange.getRequestURI());
        if (path.length == 1 && path[0].isEmpty()) {
            get(exchange, "{\"health\":\"/health\",\"members\":\"/members\"}");
        } else if (path.length == 1 && path[0].equals("health")) {
            health(exchange);
        } else if (path.length == 1 && path[0].equals("members")) {
            get(exchange, list(gateway.statistics().members()));
        } else if (path.length == 2 && path[0].equals("members")) {
            find(exchange, path[1]).ifPresent(member -> get(exchange, object(member)));
        } else if (path.length == 3 && path[0].equals("members") && path[2].equals("activation")) {
            find(exchange, path[1]).ifPresent(member -> activation(exchange, member));
        } else {
            refuse(
                    exchange,
                    StatusCodes.NOT_FOUND,
                    "there are /health, /members, /members/NAME and /members/NAME/activation");
        }
    }

    private static boolean isThisMachine(@Nullable String host) {
        Matcher named = HOST.matcher(host == null ? "" : host);
        if (!named.matches()) {
            return false;
        }
        String name = named.group(1).toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
        if (!LITERAL.matcher(name).matches()) {
            return name.equals("localhost");
        }
        try {
            // A literal is not looked up.
            return InetAddress.getByName(name).isLoopbackAddress();
        } catch (UnknownHostException noLiteral) {
            return false;
        }
    }

    /** Names may have a slash, escaped; so the path is taken as the client wrote it. */
    private static String[] segments(String uri) {
        String path = uri.startsWith("/") ? uri.substring(1) : uri.replaceFirst("[^/]*//[^/]*/?", "");
        return Arrays.stream(path.split("/", -1)).map(MembersHandler::decoded).toArray(String[]::new);
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }

    private static boolean isGet(HttpServerExchange exchange) {
        return exchange.getRequestMethod().equalToString("GET")
                || exchange.getRequestMethod().equalToString("HEAD");
    }

    private static void get(HttpServerExchange exchange, String json) {
        if (isGet(exchange)) {
            send(exchange, json);
        } else {
            notAllowed(exchange, "GET, HEAD");
        }
    }

    private static void notAllowed(HttpServerExchange exchange, String allowed) {
        exchange.getResponseHeaders().put(Headers.ALLOW, allowed);
        refuse(exchange, StatusCodes.METHOD_NOT_ALLOWED, "the method must be one of " + allowed);
    }

    private void health(HttpServerExchange exchange) {
        List<MemberStatistics> members = gateway.statistics().members();
        boolean up = members.stream().anyMatch(MembersHandler::isUsable);
        if (!up && isGet(exchange)) {
            exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
        }
        get(exchange, "{\"status\":\"" + (up ? "UP" : "DOWN") + "\",\"members\":" + list(members) + "}");
    }

    private static boolean isUsable(MemberStatistics member) {
        return member.status().health() != Health.ERROR
                && member.status().settings().activation() != Activation.STOPPED;
    }

    private Optional<MemberStatistics> find(HttpServerExchange exchange, String name) {
        List<MemberStatistics> members = gateway.statistics().members();
        Optional<MemberStatistics> found =
                members.stream().filter(member -> nameOf(member).equals(name)).findFirst();
        if (found.isEmpty()) {
            String names = members.stream().map(MembersHandler::nameOf).collect(Collectors.joining(", "));
            refuse(exchange, StatusCodes.NOT_FOUND, "no member is called " + name + ", but: " + names);
        }
        return found;
    }

    private void activation(HttpServerExchange exchange, MemberStatistics member) {
        if (isGet(exchange)) {
            send(exchange, "{\"activation\":" + JsonText.quote(activationOf(member)) + "}");
        } else if (!exchange.getRequestMethod().equalToString("POST")) {
            notAllowed(exchange, "GET, HEAD, POST");
        } else if (isOfAnotherSite(exchange)) {
            refuse(exchange, StatusCodes.FORBIDDEN, "the request comes from a page of another site");
        } else if (!isJson(exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE))) {
            refuse(exchange, StatusCodes.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
        } else {
            exchange.getRequestReceiver().setMaxBufferSize(MAX_BODY);
            exchange.getRequestReceiver()
                    .receiveFullString(
                            (same, body) -> wished(same, nameOf(member), body),
                            (same, failure) -> refuse(
                                    same,
                                    failure instanceof RequestToLargeException
                                            ? StatusCodes.REQUEST_ENTITY_TOO_LARGE
                                            : StatusCodes.BAD_REQUEST,
                                    "the body could not be read, or has more than " + MAX_BODY + " bytes"),
                            StandardCharsets.UTF_8);
        }
    }

    private static boolean isOfAnotherSite(HttpServerExchange exchange) {
        String site = exchange.getRequestHeaders().getFirst(SEC_FETCH_SITE);
        return exchange.getRequestHeaders().contains(Headers.ORIGIN)
                || (site != null && !site.equals("same-origin") && !site.equals("none"));
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.replaceFirst(";.*", "").strip().equalsIgnoreCase("application/json");
    }

    private void wished(HttpServerExchange exchange, String name, String body) {
        Matcher wish = WISH.matcher(body);
        Optional<Activation> activation = wish.matches()
                ? Arrays.stream(Activation.values())
                        .filter(one -> one.name().equalsIgnoreCase(wish.group(1)))
                        .findFirst()
                : Optional.empty();
        if (activation.isEmpty()) {
            refuse(
                    exchange,
                    StatusCodes.BAD_REQUEST,
                    "the body must be {\"activation\":\"...\"} with ACTIVE, DISABLED or STOPPED");
            return;
        }
        gateway.activate(name, activation.get());
        find(exchange, name).ifPresent(member -> send(exchange, object(member)));
    }

    private static void send(HttpServerExchange exchange, String json) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(json + "\n");
    }

    private static void refuse(HttpServerExchange exchange, int status, String why) {
        exchange.setStatusCode(status);
        send(exchange, "{\"error\":" + JsonText.quote(why) + "}");
    }

    private static String nameOf(MemberStatistics member) {
        return member.status().settings().name();
    }

    private static String activationOf(MemberStatistics member) {
        return member.status().settings().activation().name();
    }

    static String list(List<MemberStatistics> members) {
        return members.stream().map(MembersHandler::object).collect(Collectors.joining(",", "[", "]"));
    }

    private static String object(MemberStatistics member) {
        return "{\"name\":" + JsonText.quote(nameOf(member))
                + ",\"uri\":" + JsonText.quote(member.backend())
                + ",\"activation\":" + JsonText.quote(activationOf(member))
                + ",\"health\":" + JsonText.quote(member.status().health().name())
                + ",\"busy\":" + member.status().busy()
                + ",\"elected\":" + member.status().elected()
                + ",\"failures\":" + member.status().failures()
                + ",\"connections\":{\"opening\":" + member.connections().opening()
                + ",\"idle\":" + member.connections().idle()
                + ",\"leased\":" + member.connections().leased()
                + ",\"waiting\":" + member.connections().waiting() + "}}";
    }
}
