package dev.holdfast.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.ProxyWorkers.Worker;
import dev.holdfast.httpd.syntax.Glob;
import dev.holdfast.httpd.syntax.Node;
import dev.holdfast.httpd.syntax.Regex;
import dev.holdfast.httpd.syntax.RegexOptions;
import dev.holdfast.httpd.syntax.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** mod_proxy's directives of one server. Workers are shared and parameters ignored where mod_proxy does so. */
final class ProxyReader {
    private static final int BALANCER_PREFIX = "balancer://".length();

    private final Supplier<Settings> server;
    private final Supplier<RegexOptions> regexOptions;
    private final Remarks remarks;
    private final ProxyWorkers workers = new ProxyWorkers();
    private final Map<String, Balancer> balancers = new LinkedHashMap<>();
    private final List<ProxyMount> mounts = new ArrayList<>();
    private final List<ProxyMount> locationMounts = new ArrayList<>();
    private final List<ProxyPassReverse> reverses = new ArrayList<>();
    private final List<CookieReverse> cookies = new ArrayList<>();
    private final Map<String, Settings> templates = new HashMap<>();

    /**
     * @param server what the server said so far
     * @param regexOptions what RegexDefaultOptions said so far
     */
    ProxyReader(Supplier<Settings> server, Supplier<RegexOptions> regexOptions, Remarks remarks) {
        this.server = server;
        this.regexOptions = regexOptions;
        this.remarks = remarks;
    }

    /** A balancer while its parameters and members are collected. */
    record Balancer(String name, Settings.Builder settings, ProxyWorkers workers, Origin origin) {
        List<Worker> members() {
            return workers.list();
        }
    }

    boolean take(Node.Directive directive, Scope scope) {
        switch (Values.lower(directive.name())) {
            case "proxypass" -> pass(directive, scope, false);
            case "proxypassmatch" -> pass(directive, scope, true);
            case "proxypassreverse" -> reverse(directive, scope);
            case "proxypassreversecookiedomain" -> cookie(directive, scope, CookieReverse.Attribute.DOMAIN);
            case "proxypassreversecookiepath" -> cookie(directive, scope, CookieReverse.Attribute.PATH);
            case "balancermember" -> member(directive, scope);
            case "proxyset" -> set(directive, scope);
            case "proxyhctemplate" -> template(directive);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The parameters in the head of a Proxy section. */
    void section(Node.Section section) {
        Words words = new Words(section.arguments());
        String name = words.next();
        if (name.isEmpty()) {
            throw new ConfigurationException(section.origin(), Remarks.name(section) + " needs a URL");
        }
        if (words.hasNext()) {
            parameters(section, name, section.is("ProxyMatch"), words, true);
        }
    }

    private void pass(Node.Directive directive, Scope scope, boolean match) {
        Words words = new Words(directive.arguments());
        LocationScope location = scope.location();
        if (scope.section() != null && location == null) {
            scope.requireServer(directive);
        }
        boolean regex = match;
        String path = location == null ? words.next() : location.path();
        if (location == null && path.equals("~") && !match) {
            regex = true;
            path = words.next();
        }
        String url = words.next();
        if (path.isEmpty() || url.isEmpty()) {
            throw new ConfigurationException(
                    directive.origin(),
                    directive.name()
                            + (location == null
                                    ? " needs a path and a URL"
                                    : " needs a URL, the path is the Location's"));
        }
        if (location != null) {
            regex |= Glob.isPattern(path);
        }
        Optional<Regex> expression =
                regex ? Optional.of(Arguments.regex(directive, path, regexOptions.get())) : Optional.empty();
        List<String> options = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        while (words.hasNext()) {
            String word = words.next();
            String lower = Values.lower(word);
            if (List.of("nocanon", "interpolate", "noquery", "mapping=encoded", "mapping=servlet")
                    .contains(lower)) {
                options.add(lower);
            } else {
                parameters.add(word);
            }
        }
        ProxyMount.Target target = target(directive, url, regex, parameters);
        ProxyMount mount =
                new ProxyMount(path, expression, target, options, Optional.ofNullable(location), directive.origin());
        (location == null ? mounts : locationMounts).add(mount);
    }

    private ProxyMount.Target target(Node.Directive directive, String url, boolean regex, List<String> parameters) {
        if (url.equals("!")) {
            for (String parameter : parameters) {
                if (parameter.indexOf('=') < 0) {
                    throw notKeyValue(directive, parameter);
                }
                remarks.ignored(directive, "an exclusion has no parameters");
            }
            return new ProxyMount.Target.Exclusion();
        }
        int reference = regex && isBalancer(url) ? reference(balancerName(url)) : -1;
        if (reference > BALANCER_PREFIX) {
            // httpd looks for the balancer once it has put the group in; what is written makes one that no request is
            // for.
            Settings.Builder nobodys = new Settings.Builder();
            for (String parameter : parameters) {
                put(directive, parameter, ProxyBalancer.KEYS, nobodys);
                remarks.ignored(
                        directive,
                        parameter + " is a parameter of " + balancerName(url) + ", to which no request goes");
            }
            return new ProxyMount.Target.Balancer(Values.lower(url.substring(0, reference)), url.substring(reference));
        }
        if (isBalancer(url)) {
            Balancer balancer = balancer(url, directive.origin());
            for (String parameter : parameters) {
                put(directive, parameter, ProxyBalancer.KEYS, balancer.settings());
            }
            int slash = url.indexOf('/', BALANCER_PREFIX);
            return new ProxyMount.Target.Balancer(balancer.name(), slash < 0 ? "" : url.substring(slash));
        }
        Worker worker = find(workers, url, regex, directive);
        if (worker == null) {
            worker = define(directive, url, regex, false);
            copyServer(worker);
            workers.add(worker);
            for (String parameter : parameters) {
                put(directive, parameter, ProxyWorker.KEYS, worker.settings());
            }
        } else if (!parameters.isEmpty()) {
            shared(directive, worker, parameters);
        }
        return new ProxyMount.Target.Worker(worker.name(), url);
    }

    private void shared(Node.Directive directive, Worker worker, List<String> parameters) {
        remarks.ignored(
                directive,
                "parameters " + String.join(" ", parameters) + " do not count, because the worker " + worker.name()
                        + " of " + worker.origin() + " is shared");
    }

    private void reverse(Node.Directive directive, Scope scope) {
        List<String> words = Arguments.words(directive, 1, 3);
        LocationScope location = scope.location();
        if (location != null) {
            reverses.add(
                    new ProxyPassReverse(location.path(), words.get(0), Optional.of(location), directive.origin()));
        } else if (words.size() == 1) {
            throw new ConfigurationException(directive.origin(), directive.name() + " needs a path and a URL");
        } else {
            reverses.add(new ProxyPassReverse(words.get(0), words.get(1), Optional.empty(), directive.origin()));
        }
    }

    private void cookie(Node.Directive directive, Scope scope, CookieReverse.Attribute attribute) {
        List<String> words = Arguments.words(directive, 2, 3);
        LocationScope location = scope.location();
        if (scope.section() != null && location == null) {
            remarks.unsupported(directive, "is taken for whole servers and Locations only");
            return;
        }
        cookies.add(new CookieReverse(
                attribute, words.get(0), words.get(1), Optional.ofNullable(location), directive.origin()));
    }

    private void member(Node.Directive directive, Scope scope) {
        Words words = new Words(directive.arguments());
        Node.Section section = scope.section();
        String name = section == null ? "" : new Words(section.arguments()).next();
        String url = "";
        List<String> parameters = new ArrayList<>();
        while (words.hasNext()) {
            String word = words.next();
            if (word.indexOf('=') >= 0) {
                parameters.add(word);
            } else if (name.isEmpty()) {
                name = word;
            } else if (url.isEmpty()) {
                url = word;
            } else {
                throw notKeyValue(directive, word);
            }
        }
        if (url.isEmpty()) {
            throw new ConfigurationException(
                    directive.origin(), directive.name() + " needs a balancer, by its section or its name, and a URL");
        }
        if (!isBalancer(name)) {
            throw new ConfigurationException(
                    directive.origin(),
                    directive.name() + ": a balancer's name must be balancer://name: \"" + Values.printable(name)
                            + "\"");
        }
        Balancer balancer = balancer(name, directive.origin());
        Worker worker = find(balancer.workers(), url, false, directive);
        if (worker == null) {
            worker = define(directive, url, false, true);
            copyServer(worker);
            balancer.workers().add(worker);
            for (String parameter : parameters) {
                put(directive, parameter, ProxyWorker.KEYS, worker.settings());
            }
        } else {
            shared(directive, worker, parameters);
        }
    }

    private void set(Node.Directive directive, Scope scope) {
        Words words = new Words(directive.arguments());
        Node.Section section = scope.section();
        if (section != null && (section.is("Proxy") || section.is("ProxyMatch"))) {
            parameters(directive, new Words(section.arguments()).next(), section.is("ProxyMatch"), words, true);
        } else {
            parameters(directive, words.next(), false, words, false);
        }
    }

    private void parameters(Node node, String name, boolean regex, Words words, boolean mayDefine) {
        List<Key<?>> keys;
        Settings.Builder settings;
        if (isBalancer(name)) {
            if (!mayDefine && !balancers.containsKey(balancerName(name))) {
                throw unknownName(node, name);
            }
            keys = ProxyBalancer.KEYS;
            settings = balancer(name, node.origin()).settings();
        } else {
            Worker worker = find(workers, name, regex, node);
            if (worker == null) {
                if (!mayDefine) {
                    throw unknownName(node, name);
                }
                worker = define(node, name, regex, false);
                workers.add(worker);
            }
            keys = ProxyWorker.KEYS;
            settings = worker.settings();
        }
        while (words.hasNext()) {
            put(node, words.next(), keys, settings);
        }
    }

    private static ConfigurationException unknownName(Node node, String name) {
        return new ConfigurationException(
                node.origin(),
                Remarks.name(node) + ": there is no worker or balancer \"" + Values.printable(name) + "\" above");
    }

    private static ConfigurationException notKeyValue(Node node, String word) {
        return new ConfigurationException(
                node.origin(), Remarks.name(node) + " takes key=value here, not \"" + Values.printable(word) + "\"");
    }

    private void put(Node node, String parameter, List<Key<?>> keys, Settings.Builder settings) {
        int equals = parameter.indexOf('=');
        if (equals <= 0) {
            throw notKeyValue(node, parameter);
        }
        String name = parameter.substring(0, equals);
        String value = parameter.substring(equals + 1);
        if (keys == ProxyWorker.KEYS && name.equalsIgnoreCase("enablereuse")) {
            boolean reuse = Key.of(Remarks.name(node) + " enablereuse", true, Values.flag())
                    .read(value, node.origin(), remarks.adjusting(node))
                    .value();
            settings.put(ProxyWorker.DISABLE_REUSE, !reuse, node.origin());
            return;
        }
        if (keys == ProxyWorker.KEYS && name.equalsIgnoreCase("hctemplate")) {
            useTemplate(node, value, settings);
            return;
        }
        if (keys == ProxyWorker.KEYS && name.equalsIgnoreCase("status")) {
            // Letters change the marks that a worker has, and leave the others alone.
            Set<ProxyWorker.Status> marks = settings.build().value(ProxyWorker.STATUS);
            settings.put(
                    ProxyWorker.STATUS,
                    Key.of(name, marks, (text, note) -> ProxyWorker.Status.changed(marks, text))
                            .read(value, node.origin(), remarks.adjusting(node)));
            return;
        }
        for (Key<?> key : keys) {
            if (key.name().equalsIgnoreCase(name)) {
                read(node, key, value, settings);
                return;
            }
        }
        throw new ConfigurationException(
                node.origin(),
                Remarks.name(node) + ": a " + (keys == ProxyBalancer.KEYS ? "balancer" : "worker")
                        + " has no parameter \"" + Values.printable(name) + "\"");
    }

    private <T> void read(Node node, Key<T> key, String value, Settings.Builder settings) {
        settings.put(key, key.read(value, node.origin(), remarks.adjusting(node)));
        if (key == ProxyWorker.FLUSHER
                || key == ProxyWorker.IO_BUFFER_SIZE
                || key == ProxyBalancer.GROWTH
                || key == ProxyBalancer.NONCE) {
            remarks.add(
                    node.origin(),
                    Remark.Kind.NO_EFFECT,
                    Remarks.name(node) + " " + key.name(),
                    "has no effect on proxied requests");
        }
    }

    private void template(Node.Directive directive) {
        Words words = new Words(directive.arguments());
        String name = words.next();
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new ConfigurationException(directive.origin(), directive.name() + " needs a name and parameters");
        }
        Settings.Builder settings = new Settings.Builder();
        while (words.hasNext()) {
            put(directive, words.next(), ProxyWorker.HEALTH_CHECK, settings);
        }
        templates.put(Values.lower(name), settings.build());
    }

    private void useTemplate(Node node, String name, Settings.Builder settings) {
        Settings template = templates.get(Values.lower(name));
        if (template == null) {
            throw new ConfigurationException(
                    node.origin(),
                    Remarks.name(node) + ": there is no ProxyHCTemplate \"" + Values.printable(name) + "\" above");
        }
        ProxyWorker.HEALTH_CHECK.forEach(settings::remove);
        settings.putDefaults(template);
    }

    private static boolean isBalancer(String url) {
        return url.regionMatches(true, 0, "balancer://", 0, BALANCER_PREFIX) && url.length() > BALANCER_PREFIX;
    }

    private static String balancerName(String url) {
        int slash = url.indexOf('/', BALANCER_PREFIX);
        return Values.lower(slash < 0 ? url : url.substring(0, slash));
    }

    /** Returns where {@code $0} to {@code $9} stands in {@code text}, or -1. */
    private static int reference(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            if (text.charAt(i) == '$' && text.charAt(i + 1) >= '0' && text.charAt(i + 1) <= '9') {
                return i;
            }
        }
        return -1;
    }

    private Balancer balancer(String url, Origin origin) {
        return balancers.computeIfAbsent(
                balancerName(url), name -> new Balancer(name, new Settings.Builder(), new ProxyWorkers(), origin));
    }

    private static ProxyUrl url(Node node, String url, boolean regex) {
        try {
            return ProxyUrl.parse(url, regex);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    node.origin(),
                    Remarks.name(node) + ": a back end must be " + e.getMessage() + ": \"" + Values.printable(url)
                            + "\"");
        }
    }

    private Worker define(Node node, String text, boolean regex, boolean member) {
        ProxyUrl url = url(node, text, regex);
        Settings.Builder settings = new Settings.Builder();
        if (!member) {
            settings.put(
                    ProxyWorker.STATUS,
                    Set.of(ProxyWorker.Status.IGNORE_ERRORS),
                    Origin.defaultFrom("not a member of a balancer"));
        }
        if (regex && text.indexOf('$') >= 0) {
            settings.put(ProxyWorker.DISABLE_REUSE, true, Origin.defaultFrom("references in the URL"));
        }
        return new Worker(url.workerName(), url, regex, member, settings, node.origin());
    }

    /** A worker keeps what its server said above it, in virtual hosts that say otherwise too. */
    private void copyServer(Worker worker) {
        Settings said = server.get();
        copy(said, HttpdServer.PROXY_TIMEOUT, worker, ProxyWorker.TIMEOUT);
        copy(said, HttpdServer.PROXY_IO_BUFFER_SIZE, worker, ProxyWorker.IO_BUFFER_SIZE);
        copy(said, HttpdServer.PROXY_RECEIVE_BUFFER_SIZE, worker, ProxyWorker.RECEIVE_BUFFER_SIZE);
    }

    private static <T> void copy(Settings said, Key<T> from, Worker worker, Key<T> to) {
        if (said.has(from)) {
            worker.settings().put(to, said.get(from));
        }
    }

    private static @Nullable Worker find(ProxyWorkers among, String text, boolean regex, Node node) {
        return among.find(url(node, text, regex), regex);
    }

    List<Worker> workers() {
        return workers.list();
    }

    Map<String, Balancer> balancers() {
        return balancers;
    }

    List<ProxyMount> mounts() {
        return mounts;
    }

    List<ProxyMount> locationMounts() {
        return locationMounts;
    }

    List<ProxyPassReverse> reverses() {
        return reverses;
    }

    List<CookieReverse> cookies() {
        return cookies;
    }
}
