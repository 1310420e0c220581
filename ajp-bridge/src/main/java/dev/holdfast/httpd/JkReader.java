package dev.holdfast.httpd;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import dev.holdfast.httpd.syntax.Paths;
import dev.holdfast.modjk.JkOptions;
import dev.holdfast.modjk.JkWorkers;
import dev.holdfast.modjk.JkWorkersReader;
import dev.holdfast.modjk.UriMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** mod_jk's directives, of all servers. */
final class JkReader {
    private static final Key<Duration> WATCHDOG = Key.of("JkWatchdogInterval", Duration.ZERO, (text, note) -> {
        int seconds = Values.atoi(text, note);
        return Duration.ofSeconds(Math.max(0, seconds));
    });

    private final ConfigFiles files;
    private final String serverRoot;
    private final Remarks remarks;
    private final JkWorkersReader workers;
    private @Nullable Setting<String> workersFile;
    private Setting<Duration> watchdog = new Setting<>(Duration.ZERO, Origin.DEFAULT);
    private boolean copyToAll;
    private boolean used;
    private boolean ignoresWorkersFile;

    JkReader(ConfigFiles files, String serverRoot, Map<String, String> environment, Remarks remarks) {
        this.files = files;
        this.serverRoot = serverRoot;
        this.remarks = remarks;
        this.workers = new JkWorkersReader(environment, remarks.list());
        workers.add("ServerRoot=" + serverRoot, Origin.DEFAULT);
    }

    /** What one server says. */
    static final class Server {
        private final UriMap map;
        private JkOptions options;
        private @Nullable Setting<String> mountFile;
        private @Nullable Boolean mountCopy;

        Server(Remarks remarks, @Nullable Server main) {
            map = new UriMap(remarks.list());
            options = main == null ? JkOptions.DEFAULT : main.options;
        }

        UriMap map() {
            return map;
        }

        JkOptions options() {
            return options;
        }
    }

    /** Somebody other than the files names the workers' file. */
    void workersFile(Setting<String> file) {
        workersFile = file;
        used = true;
    }

    /** Somebody other than the files names the workers' file, whatever these say. */
    void workersFileInstead(Setting<String> file) {
        workersFile(file);
        ignoresWorkersFile = true;
    }

    boolean take(Node.Directive directive, Scope scope, Server server) {
        switch (Values.lower(directive.name())) {
            case "jkworkersfile" -> {
                scope.requireMain(directive);
                if (ignoresWorkersFile) {
                    return true;
                }
                if (workersFile != null) {
                    throw new ConfigurationException(
                            directive.origin(), "JkWorkersFile is there already, at " + workersFile.origin());
                }
                workersFile = new Setting<>(path(directive), directive.origin());
            }
            case "jkworkerproperty" -> {
                scope.requireMain(directive);
                workers.add(directive.arguments(), directive.origin());
            }
            case "jkwatchdoginterval" -> {
                scope.requireMain(directive);
                watchdog = WATCHDOG.read(Arguments.one(directive), directive.origin(), remarks.adjusting(directive));
            }
            case "jkmount" -> mount(directive, scope, server, "");
            case "jkunmount" -> mount(directive, scope, server, "!");
            case "jkmountfile" -> {
                scope.requireServer(directive);
                server.mountFile = new Setting<>(path(directive), directive.origin());
            }
            case "jkmountfilereload" -> remarks.unsupported(directive, "files are read once");
            case "jkmountcopy" -> mountCopy(directive, scope, server);
            case "jkoptions" -> {
                scope.requireServer(directive);
                options(directive, server);
            }
            default -> {
                return false;
            }
        }
        used = true;
        return true;
    }

    private String path(Node.Directive directive) {
        return Paths.resolve(serverRoot, Arguments.one(directive));
    }

    private static void mount(Node.Directive directive, Scope scope, Server server, String prefix) {
        List<String> words = Arguments.words(directive, 1, 2);
        LocationScope location = scope.location();
        if (scope.section() != null && location == null) {
            scope.requireServer(directive);
        }
        if ((words.size() == 2) == (location != null)) {
            throw new ConfigurationException(
                    directive.origin(),
                    directive.name()
                            + (location == null
                                    ? " needs a path and a worker"
                                    : " needs a worker alone, the path is the Location's"));
        }
        String uri = location == null ? words.get(0) : location.path();
        if (!uri.startsWith("/")) {
            throw new ConfigurationException(
                    directive.origin(),
                    directive.name() + ": the path must begin with a slash: \"" + Values.printable(uri) + "\"");
        }
        server.map.mount(prefix + uri, words.get(words.size() - 1), directive.origin());
    }

    private void mountCopy(Node.Directive directive, Scope scope, Server server) {
        scope.requireServer(directive);
        String value = Key.of("JkMountCopy", "Off", Values.oneOf("All", "On", "Off"))
                .read(Arguments.one(directive), directive.origin(), remarks.adjusting(directive))
                .value();
        if (value.equals("All")) {
            scope.requireMain(directive);
            copyToAll = true;
        } else {
            server.mountCopy = value.equals("On");
            if (!scope.virtual()) {
                remarks.ignored(directive, "counts in virtual hosts only");
            }
        }
    }

    private static void options(Node.Directive directive, Server server) {
        try {
            server.options = server.options.with(
                    new Setting<>(Arguments.words(directive, 1, Integer.MAX_VALUE), directive.origin()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    directive.origin(), "JkOptions " + Values.printable(directive.arguments()) + ": " + e.getMessage());
        }
    }

    /** Returns the workers, which are there if a directive of mod_jk is. */
    Optional<JkWorkers> finish(Mpm mpm) {
        if (!used) {
            return Optional.empty();
        }
        if (workersFile != null) {
            String text = files.text(workersFile.value());
            if (text == null) {
                throw noFile("JkWorkersFile", workersFile);
            }
            workers.addFile(files.place(workersFile.value()), text);
        }
        return Optional.of(workers.workers(mpm.settings().get(Mpm.THREADS_PER_CHILD)));
    }

    /** Adds to a server's rules what its files have, and what it copies of the main server's. */
    void finish(Server server, @Nullable Server main) {
        boolean copies = main != null && (server.mountCopy == null ? copyToAll : server.mountCopy);
        if (main != null && copies) {
            server.map.copyMounts(main.map);
            if (server.mountFile == null) {
                server.mountFile = main.mountFile;
            }
        }
        if (server.mountFile != null) {
            mountFile(server, server.mountFile, main != null && server.mountFile.equals(main.mountFile));
        }
    }

    private void mountFile(Server server, Setting<String> file, boolean inherited) {
        String text = files.text(file.value());
        if (text != null) {
            server.map.addFile(files.place(file.value()), text);
        } else if (!files.areCopies()) {
            throw noFile("JkMountFile", file);
        } else if (!inherited) {
            remarks.add(
                    file.origin(),
                    Remark.Kind.SKIPPED,
                    "JkMountFile",
                    "there is no such file: " + Values.printable(file.value()));
        }
    }

    private static ConfigurationException noFile(String directive, Setting<String> file) {
        return new ConfigurationException(
                file.origin(), directive + ": no such file: " + Values.printable(file.value()));
    }

    Setting<Duration> watchdog() {
        return watchdog;
    }
}
