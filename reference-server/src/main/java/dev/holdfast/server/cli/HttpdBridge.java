package dev.holdfast.server.cli;

import dev.holdfast.bridge.httpd.Site;
import dev.holdfast.bridge.httpd.SiteHandler;
import dev.holdfast.bridge.httpd.SiteListener;
import dev.holdfast.bridge.httpd.SiteOptions;
import dev.holdfast.bridge.httpd.SiteReport;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.disk.DiskFiles;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.server.BridgeAdmin;
import dev.holdfast.server.BridgeServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.GatewayKey;
import dev.holdfast.words.GatewayWords;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code holdfast bridge --httpd}: the gateway that httpd's own files describe. */
final class HttpdBridge {
    private static final String LEGAL_FRONT = "native, or httpd for the process model of the files, with --httpd";

    private static final List<String> FROM_THE_FILES = List.of(
            "pool.",
            "balancer.",
            "back.",
            "front.",
            "members.",
            "ajp.",
            "http.address",
            "http.port",
            "http.acceptCount",
            "http.keepAlive",
            "http.keepAliveTimeout",
            "http.maxKeepAliveRequests",
            "http.apacheCompatible",
            "http.connectionTimeout",
            "http.bodyReadTimeout",
            "http.writeTimeout");

    /** What the files have no word for. */
    private static final Set<String> BESIDE_THE_FILES =
            Set.of(FrontKey.MODEL.toString(), GatewayKey.FIREWALL_IDLE.toString());

    @Option(
            names = "--httpd",
            paramLabel = "FILE",
            description =
                    "Does what this httpd.conf says, with all that it includes, instead of back ends on the command line.")
    @Nullable
    Path httpd;

    @Option(
            names = "--workers",
            paramLabel = "FILE",
            description = "With --httpd: mod_jk's workers.properties, where the files have no JkWorkersFile.")
    @Nullable
    Path workers;

    @Option(
            names = "--define",
            paramLabel = "NAME",
            description = "With --httpd: a name that <IfDefine> finds, as httpd's -D. May be repeated.")
    List<String> defines = new ArrayList<>();

    @Option(names = "--check", description = "With --httpd: says what would be done, and does not do it.")
    boolean check;

    @Option(
            names = "--strict",
            description = "With --httpd: what httpd would do with requests and this does not is an error.")
    boolean strict;

    /** Returns whether any of these options is. */
    boolean isGiven() {
        return httpd != null || workers != null || !defines.isEmpty() || check || strict;
    }

    /** Runs until the JVM is told to exit, or with {@code --check} to the end. */
    int run(Configuration settings, PrintWriter out, PrintWriter err)
            throws ConfigurationException, IOException, InterruptedException {
        for (String key : settings.givenKeys()) {
            if (!BESIDE_THE_FILES.contains(key)
                    && FROM_THE_FILES.stream()
                            .anyMatch(own -> own.endsWith(".") ? key.startsWith(own) : key.equals(own))) {
                throw new ConfigurationException(
                        settings.place(key) + ": " + key + " comes from httpd's files where --httpd is given");
            }
        }
        boolean modelled = isModelled(settings);
        if (modelled) {
            GatewayConfiguration.refuseWordsOfNative(settings, "httpd, and the files say it");
        }
        Site site = read(new SiteOptions(modelled, new GatewayWords(settings, Optional.empty()).firewallIdle()));
        List<String> gaps = SiteReport.gaps(site);
        if (check) {
            SiteReport.plan(site).forEach(out::println);
            SiteReport.notes(site).forEach(note -> out.println("note: " + note));
            gaps.forEach(gap -> out.println("not as in httpd: " + gap));
        } else {
            gaps.forEach(gap -> err.println("not as in httpd: " + gap));
        }
        if (strict && !site.gaps().isEmpty()) {
            throw new ConfigurationException("--strict: things that httpd would do with requests and this does not: "
                    + site.gaps().size() + ", such as " + SiteReport.gaps(site).get(0));
        }
        if (check) {
            return 0;
        }
        if (site.listeners().isEmpty()) {
            throw new ConfigurationException(httpd + ": there is no Listen that can be opened");
        }
        return serve(site, settings, out);
    }

    private static boolean isModelled(Configuration settings) throws ConfigurationException {
        return settings.value(FrontKey.MODEL.toString(), false, LEGAL_FRONT, text -> switch (text) {
            case "httpd" -> Optional.of(true);
            case "native" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    private Site read(SiteOptions beside) throws ConfigurationException {
        Path file = absolute(httpd);
        Set<String> names = new LinkedHashSet<>(defines);
        HttpdOptions options =
                HttpdOptions.of(file.toString()).withDefines(names).withEnvironment(System.getenv());
        try {
            Path named = workers;
            HttpdConfiguration configuration = named == null
                    ? HttpdConfigurationReader.read(new DiskFiles(), options)
                    : HttpdConfigurationReader.read(
                            new DiskFiles(),
                            options,
                            new Setting<>(absolute(named).toString(), new Origin("--workers", 0)));
            return Site.of(configuration, beside);
        } catch (dev.holdfast.config.ConfigurationException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }

    private static Path absolute(@Nullable Path path) {
        if (path == null) {
            throw new IllegalStateException("--httpd is not given");
        }
        return path.toAbsolutePath().normalize();
    }

    private static int serve(Site site, Configuration settings, PrintWriter out)
            throws ConfigurationException, IOException, InterruptedException {
        List<String> directives = new ArrayList<>();
        List<HttpSettings> listeners = new ArrayList<>();
        for (SiteListener listener : site.listeners()) {
            directives.add(listener.origin() + ": Listen");
            HttpConnectorSettings.Builder connection = settings.connection(HttpConnectorSettings.DEFAULTS);
            listeners.add(settings.located("http", () -> http(listener, connection)));
        }
        SiteHandler handler = new SiteHandler(site);
        BridgeServer server = new BridgeServer(directives, listeners, handler, site.front());
        ShutdownHook.install(settings.drainTimeout(), limit -> {
            server.stop(limit);
            FrontReport.print(server, out);
        });
        Startup.start(server, settings.gatewayAdmin().map(admin -> new BridgeAdmin(admin, handler)), out);
        return Startup.readyUntilStopped(out);
    }

    private static HttpSettings http(SiteListener listener, HttpConnectorSettings.Builder connection) {
        connection
                .keepAlive(listener.keepAlive())
                .maxKeepAliveRequests(listener.maxKeepAliveRequests() == 0 ? -1 : listener.maxKeepAliveRequests())
                .apacheCompatible(true)
                .connectionTimeout(listener.headTimeout())
                .keepAliveTimeout(listener.keepAlive() ? listener.keepAliveTimeout() : listener.headTimeout())
                .bodyReadTimeout(listener.timeout())
                .writeTimeout(listener.timeout());
        return new HttpSettings(listener.address(), listener.port(), listener.backlog(), connection.build());
    }
}
