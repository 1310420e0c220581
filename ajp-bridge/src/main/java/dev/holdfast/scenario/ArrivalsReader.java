package dev.holdfast.scenario;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import dev.holdfast.words.Located;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads when users come who come once: {@code users.open}. */
final class ArrivalsReader {
    private static final String MMPP = "users.open.mmpp.";
    private static final List<ScenarioKey> OF_MMPP = List.of(
            ScenarioKey.USERS_OPEN_MMPP_CALM_RATE,
            ScenarioKey.USERS_OPEN_MMPP_BURST_RATE,
            ScenarioKey.USERS_OPEN_MMPP_CALM,
            ScenarioKey.USERS_OPEN_MMPP_BURST);

    private final GivenSettings given;
    private final DistributionReader distributions;

    ArrivalsReader(GivenSettings given, DistributionReader distributions) {
        this.given = given;
        this.distributions = distributions;
    }

    /** Returns a key of each of the ways to say it that are used. */
    List<String> ways() {
        return Stream.of(
                        Stream.of(ScenarioKey.USERS_OPEN_RATE.toString()),
                        ScenarioKey.USERS_OPEN_INTERVAL.spellings(),
                        Stream.of(ScenarioKey.USERS_OPEN_TRACE.toString()),
                        OF_MMPP.stream().map(ScenarioKey::toString))
                .flatMap(keys -> keys.filter(given::isGiven).limit(1))
                .toList();
    }

    private boolean isModulated() {
        return OF_MMPP.stream().anyMatch(key -> given.isGiven(key.toString()));
    }

    /** Returns what the one way that is used says. */
    Arrivals read() throws ConfigurationException {
        String rate = ScenarioKey.USERS_OPEN_RATE.toString();
        if (given.isGiven(rate)) {
            return new Arrivals.Renewal(new Distribution.Exp(
                    given.value(rate, Duration.ofSeconds(1), Numbers.LEGAL_RATE, Numbers::interval)));
        }
        String trace = ScenarioKey.USERS_OPEN_TRACE.toString();
        if (given.isGiven(trace)) {
            List<Long> times = distributions.times(trace);
            return Located.make(given, () -> new Arrivals.Recorded(times), component -> Optional.of(trace));
        }
        return isModulated() ? modulated() : renewal();
    }

    private Arrivals renewal() throws ConfigurationException {
        Distribution between = distributions.read(ScenarioKey.USERS_OPEN_INTERVAL, Distribution.ZERO);
        String key = ScenarioKey.USERS_OPEN_INTERVAL
                .spellings()
                .filter(given::isGiven)
                .findFirst()
                .orElseThrow();
        return Located.make(given, () -> new Arrivals.Renewal(between), component -> Optional.of(key));
    }

    private Arrivals modulated() throws ConfigurationException {
        String present = OF_MMPP.stream()
                .map(ScenarioKey::toString)
                .filter(given::isGiven)
                .findFirst()
                .orElseThrow();
        for (ScenarioKey key : OF_MMPP) {
            if (!given.isGiven(key.toString())) {
                throw new ConfigurationException(given.place(present) + ": " + key + " is missing");
            }
        }
        double calmRate = rate(ScenarioKey.USERS_OPEN_MMPP_CALM_RATE);
        double burstRate = rate(ScenarioKey.USERS_OPEN_MMPP_BURST_RATE);
        Duration calm = given.duration(ScenarioKey.USERS_OPEN_MMPP_CALM.toString(), Duration.ZERO);
        Duration burst = given.duration(ScenarioKey.USERS_OPEN_MMPP_BURST.toString(), Duration.ZERO);
        return Located.make(
                given,
                () -> new Arrivals.Modulated(calmRate, burstRate, calm, burst),
                component -> Optional.of(MMPP + component));
    }

    private double rate(ScenarioKey key) throws ConfigurationException {
        return given.value(key.toString(), 0.0, "a rate such as 30/s, 0.5/s or 0/s", Numbers::perSecond);
    }
}
