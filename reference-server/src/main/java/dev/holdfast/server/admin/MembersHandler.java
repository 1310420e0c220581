package dev.holdfast.server.admin;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.Health;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.bridge.LeaseStatistics;
import dev.holdfast.bridge.MemberStatistics;
import io.undertow.io.Receiver.RequestToLargeException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway's members are and do, and what the operator wants of them, as JSON: {@code GET /health} is 200 while a member can be used and
 * 503 otherwise, {@code GET /members} and {@code GET /members/NAME} tell of them, and {@code POST /members/NAME/activation} with
 * <code>{"activation":"DISABLED"}</code> changes it until the gateway ends.
 *
 * <p>Where there are several pools, {@code /pools} has their names, and below {@code /pools/POOL} is all of this for one; above that a
 * member's name is enough where one pool alone has it.
 *
 * <p>It asks for no password, so it refuses what a page in a browser on this machine could ask: {@link LocalRequests}, and a content type that
 * is none of a form's.
 */
public final class MembersHandler implements HttpHandler {
    private static final int MAX_BODY = 1024;
    private static final Pattern WISH = Pattern.compile("\\s*\\{\\s*\"activation\"\\s*:\\s*\"([A-Za-z]+)\"\\s*\\}\\s*");

    /** A member, and whose it is. */
    private record Found(String pool, Gateway gateway, MemberStatistics member) {
        String name() {
            return member.status().settings().name();
        }

        String activation() {
            return member.status().settings().activation().name();
        }

        boolean isUsable() {
            return member.status().health() != Health.ERROR
                    && member.status().settings().activation() != Activation.STOPPED;
        }
    }

    private final Map<String, Gateway> pools;
    private final boolean named;

    private MembersHandler(Map<String, Gateway> pools, boolean named) {
        this.pools = pools;
        this.named = named;
    }

    /** Creates a handler that asks {@code gateway} anew for every request. */
    public MembersHandler(Gateway gateway) {
        this(Map.of("", gateway), false);
    }

    /** Creates a handler that asks several anew for every request, each by the name of its pool. */
    public static MembersHandler ofPools(Map<String, Gateway> pools) {
        return new MembersHandler(Collections.unmodifiableMap(new LinkedHashMap<>(pools)), true);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!LocalRequests.isToThisMachine(exchange)) {
            refuse(exchange, StatusCodes.FORBIDDEN, "Host must be a loopback address or localhost");
            return;
        }
        List<String> path = segments(exchange.getRequestURI());
        Gateway pool = path.size() > 1 ? pools.get(path.get(1)) : null;
        if (!named || !path.get(0).equals("pools")) {
            answer(exchange, path, pools);
        } else if (path.size() == 1) {
            get(exchange, pools.keySet().stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]")));
        } else if (pool != null) {
            List<String> rest = path.size() == 2 ? List.of("members") : path.subList(2, path.size());
            answer(exchange, rest, Map.of(path.get(1), pool));
        } else {
            refuse(
                    exchange,
                    StatusCodes.NOT_FOUND,
                    "no pool is called " + path.get(1) + ", but: " + String.join(", ", pools.keySet()));
        }
    }

    private void answer(HttpServerExchange exchange, List<String> path, Map<String, Gateway> of) {
        String first = path.get(0);
        if (path.size() == 1 && first.isEmpty()) {
            get(
                    exchange,
                    "{\"health\":\"/health\",\"members\":\"/members\"" + (named ? ",\"pools\":\"/pools\"" : "") + "}");
        } else if (path.size() == 1 && first.equals("health")) {
            health(exchange, members(of));
        } else if (path.size() == 1 && first.equals("members")) {
            get(exchange, list(members(of)));
        } else if (path.size() == 2 && first.equals("members")) {
            find(exchange, path.get(1), of).ifPresent(member -> get(exchange, object(member)));
        } else if (path.size() == 3 && first.equals("members") && path.get(2).equals("activation")) {
            find(exchange, path.get(1), of).ifPresent(member -> activation(exchange, member));
        } else {
            refuse(
                    exchange,
                    StatusCodes.NOT_FOUND,
                    "there are /health, /members, /members/NAME and /members/NAME/activation"
                            + (named ? ", and /pools, and those of a pool below /pools/POOL" : ""));
        }
    }

    private static List<Found> members(Map<String, Gateway> of) {
        return of.entrySet().stream()
                .flatMap(pool -> pool.getValue().statistics().members().stream()
                        .map(member -> new Found(pool.getKey(), pool.getValue(), member)))
                .toList();
    }

    /** Names may have a slash, escaped; so the path is taken as the client wrote it, with a slash at its end or without. */
    private static List<String> segments(String uri) {
        String path = uri.startsWith("/") ? uri.substring(1) : uri.replaceFirst("[^/]*//[^/]*/?", "");
        String[] segments = path.replaceFirst("(?<=.)/$", "").split("/", -1);
        return Arrays.stream(segments).map(MembersHandler::decoded).toList();
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

    private void health(HttpServerExchange exchange, List<Found> members) {
        boolean up = members.stream().anyMatch(Found::isUsable);
        if (!up && isGet(exchange)) {
            exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
        }
        get(
                exchange,
                "{\"status\":\"" + (up ? "UP" : "DOWN") + "\"" + (named ? ",\"poolsDown\":" + down(members) : "")
                        + ",\"members\":" + list(members) + "}");
    }

    /** The names of pools none of whose members can be used: the others' requests go on, so the whole is up. */
    private static String down(List<Found> members) {
        Set<String> down = new LinkedHashSet<>();
        members.forEach(member -> down.add(member.pool()));
        members.stream().filter(Found::isUsable).map(Found::pool).forEach(down::remove);
        return down.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
    }

    private Optional<Found> find(HttpServerExchange exchange, String name, Map<String, Gateway> of) {
        List<Found> members = members(of);
        List<Found> found =
                members.stream().filter(member -> member.name().equals(name)).toList();
        if (found.size() == 1) {
            return Optional.of(found.get(0));
        }
        if (found.isEmpty()) {
            String names = members.stream().map(Found::name).distinct().collect(Collectors.joining(", "));
            refuse(exchange, StatusCodes.NOT_FOUND, "no member is called " + name + ", but: " + names);
        } else {
            String all = found.stream().map(Found::pool).collect(Collectors.joining(", "));
            refuse(
                    exchange,
                    StatusCodes.CONFLICT,
                    "several pools have a member called " + name + ", so ask below /pools/POOL, which is one of: "
                            + all);
        }
        return Optional.empty();
    }

    private void activation(HttpServerExchange exchange, Found member) {
        if (isGet(exchange)) {
            send(exchange, "{\"activation\":" + JsonText.quote(member.activation()) + "}");
        } else if (!exchange.getRequestMethod().equalToString("POST")) {
            notAllowed(exchange, "GET, HEAD, POST");
        } else if (LocalRequests.isOfAnotherSite(exchange)) {
            refuse(exchange, StatusCodes.FORBIDDEN, "the request comes from a page of another site");
        } else if (!isJson(exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE))) {
            refuse(exchange, StatusCodes.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
        } else {
            exchange.getRequestReceiver().setMaxBufferSize(MAX_BODY);
            exchange.getRequestReceiver()
                    .receiveFullString(
                            (same, body) -> wished(same, member, body),
                            (same, failure) -> refuse(
                                    same,
                                    failure instanceof RequestToLargeException
                                            ? StatusCodes.REQUEST_ENTITY_TOO_LARGE
                                            : StatusCodes.BAD_REQUEST,
                                    "the body could not be read, or has more than " + MAX_BODY + " bytes"),
                            StandardCharsets.UTF_8);
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.replaceFirst(";.*", "").strip().equalsIgnoreCase("application/json");
    }

    private void wished(HttpServerExchange exchange, Found member, String body) {
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
        member.gateway().activate(member.name(), activation.get());
        find(exchange, member.name(), Map.of(member.pool(), member.gateway()))
                .ifPresent(changed -> send(exchange, object(changed)));
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

    private String list(List<Found> members) {
        return members.stream().map(this::object).collect(Collectors.joining(",", "[", "]"));
    }

    private String object(Found found) {
        MemberStatistics member = found.member();
        return "{"
                + (named ? "\"pool\":" + JsonText.quote(found.pool()) + "," : "")
                + "\"name\":" + JsonText.quote(found.name())
                + ",\"uri\":" + JsonText.quote(member.backend())
                + ",\"activation\":" + JsonText.quote(found.activation())
                + ",\"health\":" + JsonText.quote(member.status().health().name())
                + ",\"busy\":" + member.status().busy()
                + ",\"elected\":" + member.status().elected()
                + ",\"failures\":" + member.status().failures()
                + ",\"connections\":{\"opening\":" + member.connections().opening()
                + ",\"idle\":" + member.connections().idle()
                + ",\"leased\":" + member.connections().leased()
                + ",\"waiting\":" + member.connections().waiting() + "}"
                + lease(member.lease()) + "}";
    }

    /** Only of a pool whose size the member says. */
    private static String lease(@Nullable LeaseStatistics lease) {
        return lease == null ? "" : ",\"lease\":{\"limit\":" + lease.limit() + ",\"of\":" + lease.of() + "}";
    }
}
