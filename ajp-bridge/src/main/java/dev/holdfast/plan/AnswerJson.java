package dev.holdfast.plan;

import dev.holdfast.plan.log.LogFacts;
import dev.holdfast.plan.solve.LawFit;
import dev.holdfast.sim.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers for programs: maps, lists, texts and numbers. Times are in milliseconds; what is not known is null. */
public final class AnswerJson {
    private AnswerJson() {}

    /** Returns advice. */
    public static Map<String, @Nullable Object> of(Advice advice) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("target", advice.target().toString());
        json.put("verdict", advice.verdict());
        json.put("now", advice.now().name().toLowerCase(Locale.ROOT));
        json.put("undecided", advice.undecided());
        json.put("before", advice.before().map(AnswerJson::of).orElse(null));
        json.put("formula", advice.formula().map(AnswerJson::of).orElse(null));
        json.put("formulaOutsideValidity", advice.validity().outside());
        List<Object> options = new ArrayList<>();
        for (Advice.Option option : advice.options()) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("what", option.what());
            each.put("from", option.from());
            each.put("to", option.to());
            each.put("after", of(option.after()));
            each.put("simulation", option.isBrief() ? "short" : "full");
            each.put("formula", option.formula().map(AnswerJson::of).orElse(null));
            each.put("cost", of(option.cost()));
            options.add(each);
        }
        json.put("options", options);
        return json;
    }

    /** Returns an outcome. */
    public static Map<String, @Nullable Object> of(Outcome outcome) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("by", outcome.by().name().toLowerCase(Locale.ROOT));
        json.put("regime", outcome.regime().toString());
        json.put("throughputPerSecond", of(outcome.throughput(), 1));
        json.put("mean", of(outcome.mean(), 1000));
        json.put("p50", of(outcome.p50(), 1000));
        json.put("p95", of(outcome.p95(), 1000));
        json.put("p99", of(outcome.p99(), 1000));
        json.put("waitingFraction", of(outcome.waitingFraction(), 1));
        Map<String, @Nullable Object> workers = new LinkedHashMap<>();
        workers.put("busy", outcome.workers().busy());
        workers.put("idleHeld", outcome.workers().idleHeld());
        workers.put("lingering", outcome.workers().lingering());
        json.put("workers", workers);
        json.put("failedFraction", outcome.failed());
        json.put("constraint", outcome.constraint().name());
        return json;
    }

    private static Map<String, @Nullable Object> of(Estimate estimate, double unit) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("value", estimate.value() * unit);
        json.put("low", estimate.low() * unit);
        json.put("high", estimate.high() * unit);
        return json;
    }

    private static Map<String, @Nullable Object> of(Cost cost) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("workers", cost.workers());
        json.put("backendThreads", cost.backendThreads());
        json.put("ajpConnections", cost.ajpConnections());
        json.put("memoryMiB", cost.memoryMiB());
        json.put("idleWorkers", cost.idleWorkers());
        json.put("connectionsPerSecond", cost.connectionsPerSecond());
        return json;
    }

    /** Returns a sweep. */
    public static Map<String, @Nullable Object> of(Sweep sweep) {
        List<Object> points = new ArrayList<>();
        for (Sweep.Point point : sweep.points()) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("values", point.values());
            each.put("outcome", of(point.outcome()));
            each.put("formula", point.formula().map(AnswerJson::of).orElse(null));
            points.add(each);
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("points", points);
        return json;
    }

    /** Returns what a site's log and files say, and how many connections to keep for how long. */
    public static Map<String, @Nullable Object> of(Site site, KeepAliveAnswer answer) {
        LogFacts facts = site.facts();
        Map<String, @Nullable Object> log = new LinkedHashMap<>();
        log.put("requests", facts.requests());
        log.put("seconds", facts.seconds());
        log.put("ratePerSecond", facts.rate());
        log.put("busiestRatePerSecond", facts.busiestRate());
        log.put("dispersion", facts.dispersion());
        log.put("service", facts.service().map(AnswerJson::of).orElse(null));
        log.put("think", facts.think().map(AnswerJson::of).orElse(null));
        log.put("requestsPerConnection", facts.requestsPerConnection().orElse(Double.NaN));
        log.put("connectionsHeld", facts.held().orElse(Double.NaN));
        log.put("mostUsers", facts.mostUsers().isPresent() ? facts.mostUsers().getAsInt() : null);
        log.put("notFitted", facts.notFitted());
        Map<String, @Nullable Object> keepAlive = new LinkedHashMap<>();
        keepAlive.put("timeout", answer.timeout() * 1000);
        keepAlive.put("idleConnections", answer.idleConnections());
        keepAlive.put("reusedFraction", answer.reused());
        keepAlive.put("workers", answer.workers());
        keepAlive.put("poolPerProcess", answer.pool());
        keepAlive.put("backendThreads", answer.backendThreads());
        keepAlive.put("listenBacklog", answer.backlog());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("log", log);
        json.put("contradictions", site.contradictions());
        json.put("assumptions", site.assumptions());
        json.put("scenario", site.keys());
        json.put("keepAlive", keepAlive);
        return json;
    }

    private static Map<String, @Nullable Object> of(LawFit fit) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("law", fit.law().getClass().getSimpleName().toLowerCase(Locale.ROOT));
        json.put("mean", fit.law().mean() * 1000);
        json.put("cv", Math.sqrt(fit.law().squaredCv()));
        json.put("times", fit.times());
        json.put("cut", fit.cut());
        json.put("evidence", fit.evidence());
        return json;
    }
}
