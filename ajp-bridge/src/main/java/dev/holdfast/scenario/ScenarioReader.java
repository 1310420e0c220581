package dev.holdfast.scenario;

import dev.holdfast.mpm.ChildPick;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.PropertiesFile;
import dev.holdfast.settings.SettingsFile;
import dev.holdfast.settings.Spelling;
import dev.holdfast.settings.YamlFile;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.FrontWords;
import dev.holdfast.words.GatewayKey;
import dev.holdfast.words.GatewayWords;
import dev.holdfast.words.Located;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a scenario, and refuses what it does not know. */
public final class ScenarioReader {

    private final ChangedSettings given;
    private final DistributionReader distributions;

    private ScenarioReader(ChangedSettings given, Path folder) {
        this.given = given;
        this.distributions = new DistributionReader(given, folder);
    }

    /**
     * Reads the file: as YAML, unless its name ends in {@code .properties}.
     *
     * @throws ConfigurationException naming file, line and key, what is legal or what may have been meant
     */
    public static Scenario read(Path file) throws ConfigurationException {
        return read(file, Map.of());
    }

    /**
     * Reads the file with some of its keys set to something else.
     *
     * @param changes the new values by key, which need not be in the file
     * @throws ConfigurationException as {@link #read(Path)}
     */
    public static Scenario read(Path file, Map<String, String> changes) throws ConfigurationException {
        Path folder = file.toAbsolutePath().getParent();
        SettingsFile written =
                file.toString().endsWith(".properties") ? PropertiesFile.read(file) : YamlFile.read(file);
        ChangedSettings settings = new ChangedSettings(written, changes);
        return new ScenarioReader(settings, folder == null ? file : folder).scenario(file);
    }

    private Scenario scenario(Path file) throws ConfigurationException {
        refuseUnknown();
        Optional<MpmSettings> front = new FrontWords(given).mpm();
        if (front.isPresent()) {
            front = Optional.of(picking(front.get()));
        } else if (given.isGiven(ScenarioKey.KERNEL_CHILD_PICK.toString())) {
            throw new ConfigurationException(given.place(ScenarioKey.KERNEL_CHILD_PICK.toString())
                    + ": kernel.childPick is for prefork, worker and event, but front.model is native");
        }
        Back back = back();
        Scenario scenario = new Scenario(
                front,
                forwarding(front, back),
                back,
                users(file),
                required(ScenarioKey.SERVICE, file),
                network(),
                kernel(),
                cpu(),
                run(front));
        refuseStandstill(scenario);
        return scenario;
    }

    /** A user who is answered in no time and asks again in no time does so for ever at the same instant. */
    private void refuseStandstill(Scenario scenario) throws ConfigurationException {
        boolean takesTime = Stream.of(
                        scenario.users().think(),
                        scenario.service(),
                        scenario.network().requestRead(),
                        scenario.network().writeBack(),
                        scenario.cpu().front(),
                        scenario.cpu().back())
                .anyMatch(time -> time.meanNanos() > 0);
        if (scenario.users().population() instanceof Population.Closed && !takesTime) {
            String think = ScenarioKey.USERS_THINK
                    .spellings()
                    .filter(given::isGiven)
                    .findFirst()
                    .orElseThrow();
            throw new ConfigurationException(given.place(think) + ": " + think
                    + " and service are 0s, and nothing else takes time: users would ask for ever at the same instant; "
                    + "one of them must be above 0s");
        }
    }

    private void refuseUnknown() throws ConfigurationException {
        for (String key : given.keys()) {
            if (ScenarioKey.of(key).isEmpty()
                    && GatewayKey.of(key).isEmpty()
                    && FrontKey.of(key).isEmpty()) {
                throw new ConfigurationException(
                        given.place(key) + ": unknown key " + key + "; did you mean " + nearest(key) + "?");
            }
        }
    }

    private static String nearest(String key) {
        List<String> known = new ArrayList<>();
        for (FrontKey word : FrontKey.values()) {
            known.add(word.toString());
        }
        for (GatewayKey word : GatewayKey.values()) {
            known.add(word.toString());
        }
        for (ScenarioKey one : ScenarioKey.values()) {
            one.spellings().forEach(known::add);
        }
        return Spelling.nearest(key, known);
    }

    private MpmSettings picking(MpmSettings mpm) throws ConfigurationException {
        String key = ScenarioKey.KERNEL_CHILD_PICK.toString();
        if (!given.isGiven(key)) {
            return mpm;
        }
        ChildPick pick = given.constant(key, ChildPick.UNIFORM, ChildPick.class);
        if (mpm instanceof PreforkSettings prefork) {
            return prefork.withChildPick(pick);
        }
        return mpm instanceof WorkerSettings worker
                ? worker.withChildPick(pick)
                : ((EventSettings) mpm).withChildPick(pick);
    }

    private Forwarding forwarding(Optional<MpmSettings> front, Back back) throws ConfigurationException {
        GatewayWords words = new GatewayWords(given, front);
        int members = given.integer(ScenarioKey.BACK_MEMBERS.toString(), 1);
        return new Forwarding(
                simulated(words.pool(), back),
                words.timeouts(),
                words.isBalanced(members) ? Optional.of(words.balancer(members)) : Optional.empty());
    }

    /** The one gateway of a scenario would be given all that the back end has. */
    private static PoolSettings simulated(PoolSettings pool, Back back) {
        if (!(pool instanceof NativePoolSettings leased) || !leased.isLeased()) {
            return pool;
        }
        int all = Math.min(back.maxThreads(), back.connectionLimit());
        return leased.withMostLeased(0).withConnectionPoolSize(Math.min(leased.mostLeased(), all));
    }

    private Back back() throws ConfigurationException {
        BackKind kind =
                given.value(ScenarioKey.BACK_KIND.toString(), BackKind.TOMCAT_NIO, BackKind.LEGAL, BackKind::of);
        Back d = kind.defaults();
        int threads = integer(ScenarioKey.BACK_MAX_THREADS, d.maxThreads());
        int accept = integer(ScenarioKey.BACK_ACCEPT_COUNT, d.acceptCount());
        int connections = integer(ScenarioKey.BACK_MAX_CONNECTIONS, d.maxConnections());
        Duration first = duration(ScenarioKey.BACK_CONNECTION_TIMEOUT, d.connectionTimeout());
        Duration further = duration(ScenarioKey.BACK_KEEP_ALIVE_TIMEOUT, first);
        int members = integer(ScenarioKey.BACK_MEMBERS, d.members());
        Duration retry = duration(ScenarioKey.BACK_RETRY, d.retry());
        return located("back", () -> new Back(kind, threads, accept, connections, first, further, members, retry));
    }

    private Users users(Path file) throws ConfigurationException {
        Population population = population(file);
        boolean open = population instanceof Population.Open;
        Distribution think = open
                ? distributions.read(ScenarioKey.USERS_THINK, Distribution.ZERO)
                : required(ScenarioKey.USERS_THINK, file);
        Reuse reuse = given.value(ScenarioKey.USERS_REUSE.toString(), Reuse.POOLED, Reuse.LEGAL, Reuse::of);
        int requests = integer(ScenarioKey.USERS_REQUESTS, open ? 1 : 0);
        int burst = integer(ScenarioKey.USERS_BURST, 1);
        boolean idles = ScenarioKey.USERS_IDLE_TIMEOUT.spellings().anyMatch(given::isGiven);
        Distribution idle = idles ? distributions.read(ScenarioKey.USERS_IDLE_TIMEOUT, Distribution.ZERO) : null;
        Duration fin = duration(ScenarioKey.USERS_FIN_REACTION, Duration.ZERO);
        Duration connect = duration(ScenarioKey.USERS_CONNECT_TIMEOUT, Duration.ZERO);
        Duration timeout = duration(ScenarioKey.USERS_TIMEOUT, Duration.ZERO);
        return located(
                "users", () -> new Users(population, think, reuse, requests, burst, idle, fin, connect, timeout));
    }

    private Population population(Path file) throws ConfigurationException {
        boolean closed = given.isGiven(ScenarioKey.USERS_CLOSED.toString());
        ArrivalsReader arrivals = new ArrivalsReader(given, distributions);
        List<String> ways = new ArrayList<>(arrivals.ways());
        if (closed) {
            ways.add(0, ScenarioKey.USERS_CLOSED.toString());
        }
        if (ways.size() > 1) {
            throw new ConfigurationException(given.place(ways.get(1)) + ": " + ways.get(1) + " is given, but so is "
                    + ways.get(0) + ", and one of users.closed, users.open.rate, users.open.interval, users.open.trace "
                    + "and users.open.mmpp must be given");
        }
        if (ways.isEmpty()) {
            throw new ConfigurationException(file + ": one of " + ScenarioKey.USERS_CLOSED + ", "
                    + ScenarioKey.USERS_OPEN_RATE + ", " + ScenarioKey.USERS_OPEN_INTERVAL + ", "
                    + ScenarioKey.USERS_OPEN_TRACE + " and users.open.mmpp must be given");
        }
        if (closed) {
            return closed();
        }
        for (ScenarioKey key :
                List.of(ScenarioKey.USERS_START, ScenarioKey.USERS_STEP_AT, ScenarioKey.USERS_STEP_CLOSED)) {
            if (given.isGiven(key.toString())) {
                throw new ConfigurationException(given.place(key.toString()) + ": " + key + " is for "
                        + ScenarioKey.USERS_CLOSED + ", but users.open is given");
            }
        }
        return new Population.Open(arrivals.read());
    }

    private Population closed() throws ConfigurationException {
        int users = integer(ScenarioKey.USERS_CLOSED, 1);
        boolean together =
                given.value(ScenarioKey.USERS_START.toString(), false, "thinking or together", text -> switch (text) {
                    case "thinking" -> Optional.of(false);
                    case "together" -> Optional.of(true);
                    default -> Optional.empty();
                });
        Population.@Nullable Step step = step();
        return located("users", () -> new Population.Closed(users, together, step));
    }

    private Population.@Nullable Step step() throws ConfigurationException {
        boolean at = given.isGiven(ScenarioKey.USERS_STEP_AT.toString());
        boolean to = given.isGiven(ScenarioKey.USERS_STEP_CLOSED.toString());
        if (!at && !to) {
            return null;
        }
        if (!at || !to) {
            String present = (at ? ScenarioKey.USERS_STEP_AT : ScenarioKey.USERS_STEP_CLOSED).toString();
            throw new ConfigurationException(given.place(present) + ": " + ScenarioKey.USERS_STEP_AT + " and "
                    + ScenarioKey.USERS_STEP_CLOSED + " must be given together, but only " + present + " is");
        }
        Duration when = duration(ScenarioKey.USERS_STEP_AT, Duration.ZERO);
        int users = integer(ScenarioKey.USERS_STEP_CLOSED, 0);
        return located("users.step", () -> new Population.Step(when, users));
    }

    private Network network() throws ConfigurationException {
        Duration connect = duration(ScenarioKey.NETWORK_CONNECT, Duration.ZERO);
        Distribution read = distributions.read(ScenarioKey.NETWORK_REQUEST_READ, Distribution.ZERO);
        Duration ajpConnect = duration(ScenarioKey.NETWORK_AJP_CONNECT, Duration.ZERO);
        Duration exchange = duration(ScenarioKey.NETWORK_AJP_EXCHANGE, Duration.ZERO);
        Duration overhead = duration(ScenarioKey.NETWORK_BACK_OVERHEAD, Duration.ZERO);
        Duration fin = duration(ScenarioKey.NETWORK_FIN, Duration.ZERO);
        Distribution write = distributions.read(ScenarioKey.NETWORK_WRITE_BACK, Distribution.ZERO);
        return located("network", () -> new Network(connect, read, ajpConnect, exchange, overhead, fin, write));
    }

    private Kernel kernel() throws ConfigurationException {
        Kernel d = Kernel.DEFAULT;
        int somaxconn = integer(ScenarioKey.KERNEL_SOMAXCONN, d.somaxconn());
        int extra = integer(ScenarioKey.KERNEL_BACKLOG_EXTRA, d.backlogExtra());
        List<Duration> retries = given.value(
                ScenarioKey.KERNEL_SYN_RETRIES.toString(),
                d.synRetries(),
                "linux-6.5, linux-before-6.5, none, or times such as 1s,3s,7s",
                ScenarioReader::synRetries);
        boolean abort = given.trueOrFalse(ScenarioKey.KERNEL_ABORT_ON_OVERFLOW.toString(), d.abortOnOverflow());
        int hz = integer(ScenarioKey.KERNEL_TIMER_HZ, d.timerHz());
        boolean defer = given.trueOrFalse(ScenarioKey.KERNEL_DEFER_ACCEPT.toString(), d.deferAccept());
        return located("kernel", () -> new Kernel(somaxconn, extra, retries, abort, hz, defer));
    }

    private static Optional<List<Duration>> synRetries(String text) {
        return switch (text) {
            case "linux-6.5" -> Optional.of(Kernel.LINUX_6_5);
            case "linux-before-6.5" -> Optional.of(Kernel.LINUX_BEFORE_6_5);
            case "none" -> Optional.of(List.of());
            default -> {
                List<Optional<Duration>> times = Arrays.stream(text.split(",", -1))
                        .map(time -> LongestDuration.parse(time.strip()))
                        .toList();
                yield times.stream().allMatch(Optional::isPresent)
                        ? Optional.of(times.stream().flatMap(Optional::stream).toList())
                        : Optional.empty();
            }
        };
    }

    private Cpu cpu() throws ConfigurationException {
        int cores = integer(ScenarioKey.CPU_CORES, Cpu.IDLE.cores());
        Distribution front = distributions.read(ScenarioKey.CPU_FRONT, Distribution.ZERO);
        Distribution back = distributions.read(ScenarioKey.CPU_BACK, Distribution.ZERO);
        boolean shared = given.trueOrFalse(ScenarioKey.CPU_SHARED.toString(), Cpu.IDLE.shared());
        return located("cpu", () -> new Cpu(cores, front, back, shared));
    }

    private Run run(Optional<MpmSettings> front) throws ConfigurationException {
        Run d = Run.DEFAULT;
        Duration duration = duration(ScenarioKey.RUN_DURATION, d.duration());
        Optional<Duration> warmup = given.value(
                ScenarioKey.RUN_WARMUP.toString(),
                d.warmup(),
                "auto, or " + LongestDuration.LEGAL,
                text -> text.equals("auto")
                        ? Optional.of(d.warmup())
                        : LongestDuration.parse(text).stream().map(Optional::of).findFirst());
        long seed =
                given.value(ScenarioKey.RUN_SEED.toString(), d.seed(), "a whole number", text -> Numbers.whole(text));
        int replications = integer(ScenarioKey.RUN_REPLICATIONS, d.replications());
        Duration waiting = duration(ScenarioKey.RUN_WAITING_OVER, d.waitingOver());
        String restart = ScenarioKey.RUN_RESTART_AT.toString();
        Optional<Duration> restartAt =
                given.isGiven(restart) ? Optional.of(given.duration(restart, Duration.ZERO)) : Optional.empty();
        if (restartAt.isPresent() && front.isEmpty()) {
            throw new ConfigurationException(given.place(restart) + ": " + restart
                    + " needs a front.model of httpd's: prefork, worker or event");
        }
        Duration sample = duration(ScenarioKey.RUN_SAMPLE_EVERY, d.sampleEvery());
        return located("run", () -> new Run(duration, warmup, seed, replications, waiting, restartAt, sample));
    }

    private Distribution required(ScenarioKey key, Path file) throws ConfigurationException {
        if (key.spellings().noneMatch(given::isGiven)) {
            throw new ConfigurationException(
                    file + ": " + key + " is missing; write " + key + ": {exp: 50ms}, for example");
        }
        return distributions.read(key, Distribution.ZERO);
    }

    private int integer(ScenarioKey key, int whenAbsent) throws ConfigurationException {
        return given.integer(key.toString(), whenAbsent);
    }

    private Duration duration(ScenarioKey key, Duration whenAbsent) throws ConfigurationException {
        return given.duration(key.toString(), whenAbsent);
    }

    private <T> T located(String section, Supplier<T> record) throws ConfigurationException {
        return Located.make(given, record, component -> Optional.of(section + "." + component));
    }
}
