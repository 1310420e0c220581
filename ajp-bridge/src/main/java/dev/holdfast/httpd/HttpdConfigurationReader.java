package dev.holdfast.httpd;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Glob;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.httpd.syntax.HttpdTree;
import dev.holdfast.httpd.syntax.HttpdTreeReader;
import dev.holdfast.httpd.syntax.Modules;
import dev.holdfast.httpd.syntax.Node;
import dev.holdfast.httpd.syntax.RegexOptions;
import dev.holdfast.httpd.syntax.Words;
import dev.holdfast.modjk.JkMount;
import dev.holdfast.modjk.JkWorker;
import dev.holdfast.modjk.JkWorkers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one configuration of httpd.conf and all that belongs to it. */
public final class HttpdConfigurationReader {
    /** What directives say that are not reproduced, where that is no difference. */
    private static final Map<String, String> HOLDING_ANYWAY = Map.ofEntries(
            Map.entry("require", "all granted"),
            Map.entry("allow", "from all"),
            Map.entry("order", "deny,allow"),
            Map.entry("proxyrequests", "off"),
            Map.entry("hostnamelookups", "off"),
            Map.entry("proxyaddheaders", "on"),
            Map.entry("proxyvia", "off"),
            Map.entry("proxyerroroverride", "off"),
            Map.entry("adddefaultcharset", "off"),
            Map.entry("allowencodedslashes", "off"),
            Map.entry("mergeslashes", "on"),
            Map.entry("protocols", "http/1.1"),
            Map.entry("rewriteengine", "off"),
            Map.entry("sslengine", "off"),
            Map.entry("sslproxyengine", "off"),
            Map.entry("usecanonicalname", "off"));

    /** Sections about files on disk, which proxied requests do not see. */
    private static final Set<String> FILE_SECTIONS = Set.of("directory", "directorymatch", "files", "filesmatch");

    private final Remarks remarks = new Remarks();
    private final Modules modules;
    private final MpmReader mpm;
    private final JkReader jk;
    private final List<Listen> listens = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private @Nullable Setting<Integer> minHttp2Workers;
    private @Nullable Setting<Integer> maxHttp2Workers;
    private RegexOptions regexOptions = RegexOptions.DEFAULT;
    private boolean saidThatProxyIsMissing;
    private boolean saidThatJkIsMissing;

    private HttpdConfigurationReader(ConfigFiles files, HttpdOptions options, HttpdTree tree) {
        tree.remarks().forEach(remarks.list()::add);
        modules = tree.modules();
        mpm = new MpmReader(modules, remarks);
        jk = new JkReader(files, tree.serverRoot(), options.environment(), remarks);
    }

    /** A server while it is read. */
    private static final class Server {
        private final ServerReader own;
        private final ProxyReader proxy;
        private final JkReader.Server jk;
        private final List<String> addresses;
        private final Map<String, LocationAccess> access = new LinkedHashMap<>();
        private final Origin origin;

        Server(
                Remarks remarks,
                Supplier<RegexOptions> regexOptions,
                @Nullable Server main,
                List<String> addresses,
                Origin origin) {
            this.own = new ServerReader(remarks);
            this.proxy = new ProxyReader(own::soFar, regexOptions, remarks);
            this.jk = new JkReader.Server(remarks, main == null ? null : main.jk);
            this.addresses = addresses;
            this.origin = origin;
        }
    }

    /**
     * Reads the configuration.
     *
     * @throws ConfigurationException where httpd or mod_jk would not start, where a number is a variable without value, or where the files
     *     are larger or deeper than {@link HttpdTreeReader} allows
     */
    public static HttpdConfiguration read(ConfigFiles files, HttpdOptions options) {
        return read(files, options, jk -> {});
    }

    /**
     * Reads a configuration as if it had a JkWorkersFile, which it must not have then.
     *
     * @param workersFile the path of mod_jk's workers.properties, absolute, and who named it
     * @throws ConfigurationException as {@link #read(ConfigFiles, HttpdOptions)}
     */
    public static HttpdConfiguration read(ConfigFiles files, HttpdOptions options, Setting<String> workersFile) {
        return read(files, options, jk -> jk.workersFile(workersFile));
    }

    /**
     * Reads a configuration with another file of workers than its JkWorkersFile, if it has one, names.
     *
     * @param workersFile the path of mod_jk's workers.properties, absolute, and who named it
     * @throws ConfigurationException as {@link #read(ConfigFiles, HttpdOptions)}
     */
    public static HttpdConfiguration readWithWorkers(
            ConfigFiles files, HttpdOptions options, Setting<String> workersFile) {
        return read(files, options, jk -> jk.workersFileInstead(workersFile));
    }

    private static HttpdConfiguration read(ConfigFiles files, HttpdOptions options, Consumer<JkReader> given) {
        HttpdTree tree = HttpdTreeReader.read(files, options);
        HttpdConfigurationReader reader = new HttpdConfigurationReader(files, options, tree);
        given.accept(reader.jk);
        return reader.read(tree.nodes(), new Origin(options.configFile(), 1));
    }

    private HttpdConfiguration read(List<Node> nodes, Origin origin) {
        Server main = new Server(remarks, () -> regexOptions, null, List.of(), origin);
        servers.add(main);
        // A virtual host inherits what the main server says, above or below it.
        List<Node> hosts = new ArrayList<>();
        List<RegexOptions> optionsOfHosts = new ArrayList<>();
        for (Node node : nodes) {
            if (node.is("VirtualHost")) {
                hosts.add(node);
                optionsOfHosts.add(regexOptions);
            } else {
                node(node, main, Scope.MAIN);
            }
        }
        for (int i = 0; i < hosts.size(); i++) {
            // These count from where they stand, unlike the rest.
            regexOptions = optionsOfHosts.get(i);
            virtualHost(hosts.get(i), main);
        }
        return finish(main);
    }

    private void virtualHost(Node node, Server main) {
        if (!(node instanceof Node.Section section)) {
            node(node, main, Scope.MAIN);
            return;
        }
        Server server = new Server(
                remarks, () -> regexOptions, main, Arguments.words(section, 1, Integer.MAX_VALUE), section.origin());
        servers.add(server);
        section.children().forEach(child -> node(child, server, Scope.VIRTUAL_HOST));
    }

    private void node(Node node, Server server, Scope scope) {
        if (node instanceof Node.Section section) {
            section(section, server, scope);
        } else if (node instanceof Node.Directive directive) {
            directive(directive, server, scope);
        }
    }

    private void section(Node.Section section, Server server, Scope scope) {
        switch (Values.lower(section.name())) {
            case "virtualhost" ->
                throw new ConfigurationException(
                        section.origin(),
                        "<VirtualHost> is not legal in "
                                + (scope.section() == null ? "<VirtualHost>" : Remarks.name(scope.section())));
            case "location", "locationmatch" -> {
                scope.requireServer(section);
                Scope inner = new Scope(scope.virtual(), location(section), section);
                section.children().forEach(child -> node(child, server, inner));
            }
            case "proxy", "proxymatch" -> {
                scope.requireServer(section);
                server.proxy.section(section);
                Scope inner = new Scope(scope.virtual(), null, section);
                section.children().forEach(child -> node(child, server, inner));
            }
            default -> {
                access(section, server, scope);
                opaque(section);
            }
        }
    }

    private static void access(Node node, Server server, Scope scope) {
        access(node, server, scope, Optional.empty());
    }

    /** @param limit the Limit or LimitExcept that {@code node} is in */
    private static void access(Node node, Server server, Scope scope, Optional<Origin> limit) {
        LocationScope location = scope.location();
        Node.Section section = scope.section();
        if (location == null || section == null || location.regex() || Glob.isPattern(location.path())) {
            return;
        }
        if (node instanceof Node.Section methods && (methods.is("Limit") || methods.is("LimitExcept"))) {
            methods.children().forEach(child -> access(child, server, scope, Optional.of(methods.origin())));
            return;
        }
        if (!LocationAccess.isAbout(node)) {
            return;
        }
        server.access
                .computeIfAbsent(location.path(), path -> new LocationAccess())
                .add(new LocationAccess.Word(node, limit), section);
    }

    private LocationScope location(Node.Section section) {
        Words words = new Words(section.arguments());
        String path = words.next();
        boolean regex = section.is("LocationMatch");
        if (path.equals("~")) {
            regex = true;
            path = words.next();
        }
        if (path.isEmpty() || words.hasNext()) {
            throw new ConfigurationException(section.origin(), Remarks.name(section) + " takes one path");
        }
        return new LocationScope(
                path, regex ? Optional.of(Arguments.regex(section, path, regexOptions)) : Optional.empty());
    }

    private void directive(Node.Directive directive, Server server, Scope scope) {
        if (directive.is("RegexDefaultOptions")) {
            scope.requireMain(directive);
            regexOptions(directive);
            return;
        }
        boolean whole = directive.is("Listen") || http2(directive);
        if (whole) {
            if (directive.is("Listen")) {
                scope.requireMain(directive);
                listens.add(ListenParser.parse(directive));
            }
            return;
        }
        if (mpm.take(directive)) {
            scope.requireMain(directive);
        } else if (server.own.take(directive, scope)) {
            return;
        } else if (server.proxy.take(directive, scope)) {
            saidThatProxyIsMissing = requireModule(directive, "proxy_module", saidThatProxyIsMissing);
        } else if (jk.take(directive, scope, server.jk)) {
            saidThatJkIsMissing = requireModule(directive, "jk_module", saidThatJkIsMissing);
        } else {
            access(directive, server, scope);
            other(directive, null);
        }
    }

    private void regexOptions(Node.Directive directive) {
        try {
            regexOptions = regexOptions.changed(directive.words());
        } catch (IllegalArgumentException unknown) {
            throw new ConfigurationException(directive.origin(), directive.name() + " " + unknown.getMessage());
        }
    }

    private boolean http2(Node.Directive directive) {
        boolean max = directive.is("H2MaxWorkers");
        if (!max && !directive.is("H2MinWorkers")) {
            return false;
        }
        Setting<Integer> workers = Key.of(directive.name(), 0, Values.integer(1, Integer.MAX_VALUE / 4))
                .read(Arguments.one(directive), directive.origin(), remarks.adjusting(directive));
        if (max) {
            maxHttp2Workers = workers;
        } else {
            minHttp2Workers = workers;
        }
        remarks.noEffect(directive, "counts in the default of ProxyPass's max, and nowhere else");
        return true;
    }

    private boolean requireModule(Node.Directive directive, String module, boolean said) {
        if (!said && !modules.has(module)) {
            remarks.unknown(directive, "no LoadModule for " + module + " is there, and httpd would not start");
            return true;
        }
        return said;
    }

    /** Accounts for a section that is not looked into. */
    private void opaque(Node.Section section) {
        String reason;
        if (FILE_SECTIONS.contains(Values.lower(section.name()))) {
            remarks.noEffect(section, "is about files on disk, not about proxied requests");
            reason = "is in " + Remarks.name(section) + ", which is about files on disk";
        } else {
            DirectiveCatalog.Entry entry = DirectiveCatalog.find(section.name());
            if (entry == null) {
                remarks.unknown(section, "no section of httpd's own modules has this name");
            } else {
                remarks.unsupported(section, "what is in it depends on the request, and does not count");
            }
            reason = null;
        }
        section.children().forEach(child -> inOpaque(child, section, reason));
    }

    private void inOpaque(Node node, Node.Section in, @Nullable String fileReason) {
        if (node instanceof Node.Section section) {
            if (fileReason == null) {
                opaque(section);
            } else {
                remarks.noEffect(section, fileReason);
                section.children().forEach(child -> inOpaque(child, section, fileReason));
            }
        } else if (fileReason == null) {
            other(node, "is in " + Remarks.name(in) + ", which does not count");
        } else if (DirectiveCatalog.find(node.name()) != null) {
            remarks.noEffect(node, fileReason);
        } else {
            other(node, fileReason);
        }
    }

    /** Accounts for a directive that no reader takes. */
    private void other(Node node, @Nullable String reason) {
        DirectiveCatalog.Entry entry = DirectiveCatalog.find(node.name());
        if (isHarmless(node)) {
            remarks.noEffect(node, "says what holds anyway");
        } else if (entry != null && (entry.kind() == Remark.Kind.NO_EFFECT || reason == null)) {
            remarks.add(node.origin(), entry.kind(), Remarks.name(node), entry.why());
        } else if (entry != null || DirectiveCatalog.isRead(node.name())) {
            remarks.unsupported(node, reason == null ? "is not reproduced here" : reason);
        } else {
            remarks.unknown(node, "no directive of httpd's own modules or mod_jk has this name");
        }
    }

    private static boolean isHarmless(Node node) {
        String holding = HOLDING_ANYWAY.get(Values.lower(node.name()));
        return holding != null && String.join(" ", node.words()).equalsIgnoreCase(holding);
    }

    private HttpdConfiguration finish(Server main) {
        Mpm model = mpm.finish();
        if (!model.model().origin().isFile() && model.model().origin().equals(Origin.DEFAULT)) {
            remarks.add(
                    Origin.DEFAULT,
                    Remark.Kind.ADJUSTED,
                    "LoadModule",
                    "no MPM is loaded in these files; event is taken, as if it were compiled in");
        }
        Optional<JkWorkers> jkWorkers = jk.finish(model);
        Set<String> jkNames = jkWorkers.stream()
                .flatMap(all -> all.workers().stream())
                .map(JkWorker::name)
                .collect(Collectors.toSet());
        ProxyFinisher proxies = new ProxyFinisher(model, http2Workers(model), remarks);
        Settings mainSettings = main.own.finishMain(modules.has("reqtimeout_module"));
        Map<String, Settings> firstOfAddress = new HashMap<>();
        List<HttpdServer> finished = new ArrayList<>();
        for (Server server : servers) {
            Server base = server == main ? null : main;
            Settings settings = mainSettings;
            if (base != null) {
                Settings first = server.addresses.stream()
                        .map(address -> firstOfAddress.get(Values.lower(address)))
                        .filter(found -> found != null)
                        .findFirst()
                        .orElse(Settings.NONE);
                settings = server.own.finishVirtual(mainSettings, first);
                for (String address : server.addresses) {
                    firstOfAddress.putIfAbsent(Values.lower(address), settings);
                }
            }
            jk.finish(server.jk, base == null ? null : base.jk);
            ProxyReader inherited = base == null ? null : base.proxy;
            finished.add(new HttpdServer(
                    base == null,
                    server.addresses,
                    server.own.serverName(),
                    server.own.names(),
                    settings,
                    ProxyFinisher.mounts(inherited, server.proxy),
                    proxies.workers(inherited, server.proxy, settings),
                    proxies.balancers(inherited, server.proxy, settings),
                    inherited(inherited, server.proxy, ProxyReader::reverses),
                    inherited(inherited, server.proxy, ProxyReader::cookies),
                    jkMounts(server.jk, jkNames),
                    server.jk.options(),
                    guarded(base, server),
                    server.origin));
        }
        return new HttpdConfiguration(
                model, listens, finished, jkWorkers, jk.watchdog(), modules.names(), remarks.list());
    }

    private @Nullable Setting<Integer> http2Workers(Mpm model) {
        if (!modules.has("http2_module")) {
            return null;
        }
        if (maxHttp2Workers != null) {
            return maxHttp2Workers;
        }
        int min = minHttp2Workers == null ? model.value(Mpm.THREADS_PER_CHILD) : minHttp2Workers.value();
        return new Setting<>(Math.max(4, 3 * min / 2), Origin.defaultFrom("H2MinWorkers"));
    }

    private static List<Setting<String>> guarded(@Nullable Server main, Server own) {
        Map<String, LocationAccess> all = new LinkedHashMap<>(main == null ? Map.of() : main.access);
        own.access.forEach((path, access) -> all.merge(path, access, (ofMain, ofOwn) -> ofOwn.over(ofMain)));
        return all.entrySet().stream()
                .flatMap(
                        entry -> entry.getValue().guard().stream().map(origin -> new Setting<>(entry.getKey(), origin)))
                .toList();
    }

    private static <T> List<T> inherited(
            @Nullable ProxyReader main, ProxyReader own, Function<ProxyReader, List<T>> of) {
        List<T> all = new ArrayList<>(main == null ? List.of() : of.apply(main));
        all.addAll(of.apply(own));
        return all;
    }

    private List<JkMount> jkMounts(JkReader.Server server, Set<String> known) {
        List<JkMount> rules = server.map().rules();
        for (JkMount rule : rules) {
            if (!known.contains(rule.worker()) && !rule.exclusion()) {
                remarks.add(
                        rule.origin(),
                        Remark.Kind.IGNORED,
                        "JkMount " + rule.uri(),
                        "worker.list does not have the worker " + Values.printable(rule.worker())
                                + ", and mod_jk answers 500");
            }
        }
        return rules;
    }
}
