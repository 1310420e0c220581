package dev.holdfast.it.interop;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.ClientAuth;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** The gateway with each kind of pool and Undertow's ProxyHandler, in front of every back end, all in one process of their own. */
final class JavaFronts {
    private static final int CONNECTIONS = 20;

    private JavaFronts() {}

    /** What both listeners of a front share. */
    private record Mount(HttpHandler all, HttpHandler sticky) {
        HttpHandler handler() {
            return exchange -> (exchange.getRequestPath().startsWith("/sticky") ? sticky : all).handleRequest(exchange);
        }
    }

    /**
     * Starts all of them and says where each listens.
     *
     * @param args key store, its password, trust store, port of the other member, and for each back end NAME=PORT
     */
    public static void main(String[] args) throws Exception {
        KeyStoreFile keys = new KeyStoreFile(Path.of(args[0]), args[1]);
        KeyStoreFile trust = new KeyStoreFile(Path.of(args[2]), args[1]);
        int other = Integer.parseInt(args[3]);
        for (String arg : List.of(args).subList(4, args.length)) {
            Back back = Back.valueOf(arg.substring(0, arg.indexOf('=')));
            int port = Integer.parseInt(arg.substring(arg.indexOf('=') + 1));
            for (Front front : Front.values()) {
                if (!front.isHttpd()) {
                    String ports = front == Front.UNDERTOW
                            ? undertow(proxy(back, port, other), keys, trust)
                            : holdfast(gateway(front, back, port, other), keys, trust);
                    System.out.println(front + " " + back + " " + ports + ";");
                }
            }
        }
        System.out.println("all are there");
    }

    private static Mount gateway(Front front, Back back, int port, int other) throws IOException {
        Backend alone = backend(front, port, back.secret());
        Gateway sticky = Gateway.builder()
                .balancer(balancer(front))
                .member(alone, MemberSettings.of("back", back.name()))
                .member(backend(front, other, null), MemberSettings.of("other", Back.OTHER))
                .build();
        Gateway all = Gateway.builder()
                .balancer(balancer(front))
                .member(alone, MemberSettings.of("alone", null))
                .build();
        return new Mount(all, sticky);
    }

    private static Backend backend(Front front, int port, @Nullable String secret) {
        return Backend.parse("ajp://127.0.0.1:" + port)
                .withSecret(secret)
                .withPool(pool(front))
                .withTimeouts(AjpClientTimeouts.DEFAULT);
    }

    private static PoolSettings pool(Front front) {
        return switch (front) {
            case GATEWAY_MOD_JK -> ModJkPoolSettings.forThreads(CONNECTIONS);
            case GATEWAY_MOD_PROXY -> ModProxyPoolSettings.forThreads(CONNECTIONS);
            default -> NativePoolSettings.DEFAULT.withConnectionPoolSize(CONNECTIONS);
        };
    }

    private static BalancerSettings balancer(Front front) {
        return switch (front) {
            case GATEWAY_MOD_JK -> ModJkBalancerSettings.DEFAULT;
            case GATEWAY_MOD_PROXY -> ModProxyBalancerSettings.DEFAULT.withSticky(true, false);
            default -> NativeBalancerSettings.DEFAULT;
        };
    }

    private static String holdfast(Mount mount, KeyStoreFile keys, KeyStoreFile trust) throws IOException {
        HttpConnector plain = HttpConnector.builder().handler(mount.handler()).build();
        plain.start();
        TlsSettings settings = TlsSettings.builder()
                .keyStores(keys)
                .clientAuth(ClientAuth.WANT)
                .trustStore(trust)
                .build();
        HttpConnector tls =
                HttpConnector.builder().tls(settings).handler(mount.handler()).build();
        tls.start();
        return plain.localAddress().getPort() + " " + tls.localAddress().getPort();
    }

    private static Mount proxy(Back back, int port, int other) {
        return new Mount(
                handler(new LoadBalancingProxyClient().addHost(uri(port))),
                handler(new LoadBalancingProxyClient()
                        .addHost(uri(port), back.name())
                        .addHost(uri(other), Back.OTHER)));
    }

    private static HttpHandler handler(LoadBalancingProxyClient client) {
        return ProxyHandler.builder()
                .setProxyClient(client.setConnectionsPerThread(CONNECTIONS))
                .build();
    }

    private static URI uri(int port) {
        return URI.create(String.format(Locale.ROOT, "ajp://127.0.0.1:%d", port));
    }

    private static String undertow(Mount mount, KeyStoreFile keys, KeyStoreFile trust) {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .addHttpsListener(0, "127.0.0.1", Certificates.client(trust, keys))
                .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUESTED)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(mount.handler())
                .build();
        server.start();
        StringBuilder ports = new StringBuilder();
        for (Undertow.ListenerInfo listener : server.getListenerInfo()) {
            ports.append(' ').append(((InetSocketAddress) listener.getAddress()).getPort());
        }
        return ports.toString().trim();
    }
}
