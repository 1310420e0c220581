package dev.holdfast.plan;

import dev.holdfast.plan.log.LogFacts;
import dev.holdfast.plan.solve.Law;
import dev.holdfast.plan.solve.LawFit;
import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A site as its files and its log describe it, made into a scenario. */
public final class Site {
    /** With more of them in use than this, the log cannot tell how many users wait in the listen queue. */
    private static final double FULL = 0.9;
    /** Of the clients, who must come back for users to be taken for a fixed number of people. */
    private static final double RETURNING = 0.5;
    /** Whose connections carry as many requests need not come back to be such people. */
    private static final double MANY_REQUESTS = 10;
    /** More connections than workers, as a part of them, that are no matter of clocks. */
    private static final double MORE = 0.05;
    /** Overdue requests that may be another connection's, as a part of all. */
    private static final double STRAY = 0.005;

    private static final long STRAYS = 2;
    /** Fewer say little. */
    private static final long FEW_REQUESTS = 100;
    /** Of what is in the log, which users must ask for who are taken to have written it. */
    private static final double AS_MUCH = 0.995;
    /** Formulas are not asked for more. */
    private static final int MOST_USERS = 20_000;
    /** Of think times that follow no law. */
    private static final int SAMPLE = 400;

    private final Map<String, String> keys = new TreeMap<>();
    private final List<String> assumptions = new ArrayList<>();
    private final List<String> contradictions = new ArrayList<>();
    private final LogFacts facts;
    /** Whether there may be more users than the scenario has. */
    private boolean uncertain;

    private Site(SiteFiles files, LogFacts facts) {
        this.facts = facts;
        keys.putAll(files.keys());
        assumptions.addAll(files.assumptions());
    }

    /**
     * Makes the scenario.
     *
     * @param users how many there are, if somebody knows
     * @throws IllegalArgumentException if the log does not say how long requests take, or the number of users is known and it does not say how long
     *     they think
     */
    public static Site of(SiteFiles files, LogFacts facts, OptionalInt users) {
        LawFit service = facts.service()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the log does not say how long requests take; add %D to its format"));
        if (users.isPresent() && facts.gaps().count() == 0) {
            throw new IllegalArgumentException(
                    "no client in the log asks twice, so it does not say how long users think, which --users needs");
        }
        Site site = new Site(files, facts);
        site.compare();
        if (facts.requests() < FEW_REQUESTS) {
            site.assumptions.add("what follows is no more than a guess: the log has " + facts.requests()
                    + (facts.requests() == 1 ? " request" : " requests"));
        }
        site.users(service, users);
        site.assumptions.add(
                "clients close at once when the server has closed (users.finReaction 0s); pools that do not read while idle"
                        + " hold a worker up to 2 s longer");
        return site;
    }

    /** Keys and values of the scenario, without distributions. */
    public Map<String, String> keys() {
        return Map.copyOf(keys);
    }

    /** What the files and the log do not say, and what was taken instead. */
    public List<String> assumptions() {
        return List.copyOf(assumptions);
    }

    /** Where the log says something that cannot be with the configuration. */
    public List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    /** What the log says. */
    public LogFacts facts() {
        return facts;
    }

    private void compare() {
        int workers = Integer.parseInt(keys.getOrDefault("front.maxRequestWorkers", "0"));
        double held = facts.held().orElse(0);
        if (isBlocking() && workers > 0 && held > workers * (1 + MORE)) {
            contradictions.add(
                    Text.number(held) + " connections are open on average, but each holds a worker and there are "
                            + workers + " (MaxRequestWorkers)");
        }
        if (facts.overdue() > Math.max(STRAYS, STRAY * facts.requests())) {
            contradictions.add(facts.overdue()
                    + " requests came on connections that had been idle for longer than KeepAliveTimeout ("
                    + keys.getOrDefault("front.keepAliveTimeout", "not known") + ") and lingering");
        }
    }

    private boolean isBlocking() {
        return !"event".equals(keys.get("front.model"));
    }

    private void users(LawFit service, OptionalInt known) {
        boolean closed =
                known.isPresent() || (contradictions.isEmpty() && facts.think().isPresent() && staysOrReturns());
        if (!closed) {
            double rate = facts.connectionRate().orElse(facts.rate()) * facts.busiestRate() / facts.rate();
            keys.put("users.open.rate", String.format(Locale.ROOT, "%.6f/s", rate));
            long requests = Math.max(1, Math.round(facts.requestsPerConnection().orElse(1)));
            keys.put("users.requests", "" + requests);
            keys.put("users.reuse", requests > 1 ? "pooled" : "leaveOpen");
            assumptions.add(whyAtARate()
                    + ", so they are taken as new ones at a rate, who "
                    + (requests > 1 ? "close their connections" : "leave their connections open")
                    + "; timeouts are compared by the gaps as the log has them");
            return;
        }
        keys.put("users.reuse", "pooled");
        if (known.isPresent()) {
            keys.put("users.closed", "" + known.getAsInt());
            if (facts.think().isEmpty()) {
                assumptions.add(
                        "no law was fitted to think times: they are taken as the gaps were, and who was not seen to come"
                                + " back is taken to think for twice the longest");
            }
            double held = facts.held().orElse(0);
            if (held > known.getAsInt() * (1 + MORE)) {
                contradictions.add(
                        Text.number(held) + " connections are open on average, which are more than one for each of "
                                + known.getAsInt() + " users (--users)");
            }
            return;
        }
        double cycle = service.law().mean() + facts.think().orElseThrow().law().mean();
        int estimate = (int) Math.max(1, Math.round(facts.busiestRate() * cycle));
        int workers = Integer.parseInt(keys.getOrDefault("front.maxRequestWorkers", "0"));
        int most = facts.mostUsers().orElse(Integer.MAX_VALUE);
        if (isBlocking() && facts.held().orElse(0) > FULL * workers) {
            estimate = Math.min(most, Math.max(estimate, workers));
            uncertain = estimate < most;
            assumptions.add(
                    "all workers are held almost all of the time, so the log does not tell how many users wait: at least "
                            + estimate + " are there"
                            + (facts.mostUsers().isPresent()
                                    ? ", and at most " + most
                                            + ", for so many client addresses are there and none asks twice at a time"
                                    : "")
                            + "; --users N says how many");
        } else if (estimate > most) {
            assumptions.add("users = client addresses, none of which asks twice at a time: " + most
                    + "; rate x (service + think) would be " + estimate);
            estimate = most;
        } else {
            assumptions.add("users = rate x (service + think), as nobody waits for a worker: " + estimate);
        }
        keys.put("users.closed", "" + estimate);
    }

    /**
     * Finds out how many users there are where the log has a lower bound only: one for each client address if these would ask for no more than is
     * in it, else as few as ask for as much.
     *
     * @param file where the scenario can be written for that
     * @throws IOException if it cannot
     * @throws ConfigurationException if the scenario is not legal
     */
    public void refineUsers(Path file) throws IOException, ConfigurationException {
        if (!uncertain) {
            return;
        }
        write(file);
        int least = Integer.parseInt(keys.getOrDefault("users.closed", "1"));
        int most = Math.min(MOST_USERS, facts.mostUsers().orElse(MOST_USERS));
        OptionalInt found = facts.mostUsers().isPresent() && requests(file, most) <= facts.rate() / AS_MUCH
                ? OptionalInt.of(most)
                : askingForAsMuch(file, least, most);
        if (found.isPresent() && found.getAsInt() > least) {
            keys.put("users.closed", "" + found.getAsInt());
            assumptions.add(found.getAsInt() + " users are taken, who ask for the log's " + Text.number(facts.rate())
                    + " requests/s by formula; " + least + " would ask for "
                    + Text.number(requests(file, least)));
        }
    }

    /** Returns the fewest users who ask for as much as is in the log, if a formula tells. */
    private OptionalInt askingForAsMuch(Path file, int least, int most) throws ConfigurationException {
        int low = least - 1;
        int high = most + 1;
        OptionalInt found = OptionalInt.empty();
        while (high - low > 1) {
            int middle = (low + high) / 2;
            double requests = requests(file, middle);
            if (requests < facts.rate() * AS_MUCH) {
                low = middle;
            } else {
                // For more than can wait for the workers there is no formula.
                high = middle;
                found = Double.isNaN(requests) ? OptionalInt.empty() : OptionalInt.of(middle);
            }
        }
        return found;
    }

    /** Returns for how many requests a second so many users ask, NaN where no formula tells. */
    private static double requests(Path file, int users) throws ConfigurationException {
        Solution solution = ScenarioFormula.solve(source(file).with(Map.of("users.closed", "" + users)));
        return solution.validity().isValid() ? solution.throughput() : Double.NaN;
    }

    private String whyAtARate() {
        if (!contradictions.isEmpty()) {
            return "the log contradicts the configuration and does not tell how many users there are (--users N does)";
        }
        return staysOrReturns() ? "think times are not known" : "few clients come back";
    }

    private boolean staysOrReturns() {
        return facts.returning().orElse(1) >= RETURNING
                || facts.requestsPerConnection().orElse(0) >= MANY_REQUESTS;
    }

    /**
     * Writes the scenario to a file; times that were taken as observed go to files beside it.
     *
     * @throws IOException if that fails
     */
    public void write(Path file) throws IOException {
        StringBuilder yaml = new StringBuilder();
        Map<String, List<Map.Entry<String, String>>> sections = keys.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().substring(0, entry.getKey().indexOf('.')),
                        TreeMap::new,
                        Collectors.toList()));
        for (Map.Entry<String, List<Map.Entry<String, String>>> section : sections.entrySet()) {
            yaml.append(section.getKey()).append(":\n");
            for (Map.Entry<String, String> key : section.getValue()) {
                yaml.append("  ")
                        .append(key.getKey().substring(section.getKey().length() + 1))
                        .append(": ")
                        .append(key.getValue())
                        .append('\n');
            }
            Optional<Law> think = think();
            if (section.getKey().equals("users") && think.isPresent()) {
                yaml.append("  think: ").append(law(think.get(), file, "think")).append('\n');
            }
        }
        yaml.append("service: ")
                .append(law(facts.service().orElseThrow().law(), file, "service"))
                .append('\n');
        Files.writeString(file, yaml);
    }

    /** How users think: by a law that was fitted, or those of a known number as it was seen. */
    private Optional<Law> think() {
        if (facts.think().isEmpty() && keys.containsKey("users.closed")) {
            return Optional.of(new Law.Empirical(facts.gaps().seen(SAMPLE)));
        }
        return facts.think().map(LawFit::law);
    }

    private static String law(Law law, Path file, String name) throws IOException {
        if (law instanceof Law.Exponential exponential) {
            return "{exp: " + time(exponential.mean()) + "}";
        }
        if (law instanceof Law.Constant constant) {
            return "{const: " + time(constant.mean()) + "}";
        }
        if (law instanceof Law.Lognormal lognormal) {
            return String.format(
                    Locale.ROOT,
                    "{lognormal: {mean: %s, cv: %.4f}}",
                    time(lognormal.mean()),
                    Math.min(100, lognormal.cv()));
        }
        Path trace = file.resolveSibling(file.getFileName() + "." + name + ".trace");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < SAMPLE; i++) {
            lines.append(String.format(Locale.ROOT, "%.6f%n", law.quantile((i + 0.5) / SAMPLE) * 1000));
        }
        Files.writeString(trace, lines);
        return "{trace: \"" + trace.getFileName() + "\"}";
    }

    private static String time(double seconds) {
        return "PT"
                + BigDecimal.valueOf(Math.max(1e-9, seconds))
                        .setScale(9, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + "S";
    }

    /** Returns the scenario that was written to {@code file}. */
    public static ScenarioSource source(Path file) {
        return changes -> ScenarioReader.read(file, changes);
    }
}
