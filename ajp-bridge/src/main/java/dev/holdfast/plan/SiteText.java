package dev.holdfast.plan;

import dev.holdfast.plan.log.LogFacts;
import dev.holdfast.plan.solve.Solution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a site's files and log say, for people. */
public final class SiteText {
    private final List<String> lines = new ArrayList<>();

    private SiteText() {}

    /** Returns the lines. */
    public static List<String> of(SiteFiles files, Site site, KeepAliveAnswer answer) {
        SiteText text = new SiteText();
        text.list("from the files", files.sources());
        text.list(
                "the log contradicts the configuration: is it this server's, and of the same time?",
                site.contradictions());
        text.log(site.facts());
        text.list("not in the log", site.facts().notFitted());
        text.list("taken to be so", site.assumptions());
        text.answer(answer);
        return text.lines;
    }

    private void list(String head, List<String> items) {
        if (!items.isEmpty()) {
            lines.add(head);
            items.forEach(item -> lines.add("  " + item));
        }
    }

    private void log(LogFacts facts) {
        lines.add("from the log");
        lines.add("  " + facts.requests() + " requests in " + Text.seconds(facts.seconds()) + ": "
                + Text.number(facts.rate()) + "/s, in the busiest hour " + Text.number(facts.busiestRate())
                + "/s; variance by mean of a second's requests " + Text.number(facts.dispersion()));
        facts.service()
                .ifPresent(
                        fit -> lines.add("  service " + Text.seconds(fit.law().mean()) + ": " + fit.evidence()));
        facts.think()
                .ifPresent(fit -> lines.add("  think " + Text.seconds(fit.law().mean()) + ", of " + fit.times()
                        + " gaps and " + fit.cut() + " that were cut off: " + fit.evidence()));
        facts.requestsPerConnection().ifPresent(n -> lines.add("  " + Text.number(n) + " requests a connection"));
        facts.held()
                .ifPresent(held -> lines.add("  " + Text.number(held) + " connections open on average, of which "
                        + Text.number(facts.busy().orElse(Double.NaN)) + " served a request"));
    }

    private void present(Solution present) {
        lines.add("now, by formula" + (present.validity().isValid() ? "" : " (" + present.validity() + ")"));
        lines.add("  " + AdviceText.outcome(ScenarioFormula.outcome(present)));
        lines.add("  a connection holds its worker for "
                + Text.seconds(present.hold().seconds()) + ", of which "
                + Text.seconds(present.hold().idle()) + " idle");
        lines.add("  bound by " + ScenarioFormula.outcome(present).constraint());
    }

    private void answer(KeepAliveAnswer answer) {
        answer.present().ifPresent(this::present);
        lines.add("timeout, with the workers there are"
                + (answer.present().isPresent() ? "" : ", by the gaps that were seen"));
        for (KeepAliveAnswer.OfTimeout each : answer.timeouts()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-7s mean %-14s reused %-8s needs %d workers",
                    each.timeout() == 0 ? "off" : Text.seconds(each.timeout()),
                    Text.seconds(each.response()),
                    Text.percent(each.reused()),
                    each.workers()));
        }
        lines.add("answer");
        lines.add(
                answer.timeout() == 0
                        ? "  no keep-alive: Connection: close on every response"
                        : "  KeepAliveTimeout " + Text.seconds(answer.timeout()) + ", and room for "
                                + Math.round(Math.ceil(answer.idleConnections())) + " idle keep-alive connections; "
                                + Text.percent(answer.reused()) + " of the requests find theirs open");
        lines.add("  " + answer.workers() + " front workers for that timeout; pool of " + answer.pool()
                + " in each process; at least " + answer.backendThreads() + " back-end threads; listen queue of "
                + answer.backlog());
    }
}
