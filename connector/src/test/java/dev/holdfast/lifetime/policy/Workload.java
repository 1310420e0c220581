package dev.holdfast.lifetime.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The idle times that policies are compared on. What a phase is made of does not change within it, so that an oracle can know it. */
enum Workload {
    EXPONENTIAL("exponential think, mean 5 s", 1) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            return IdleTime.reuse(PAGE, exponential(5, random));
        }
    },
    BURSTS("bursts of 50 ms, then log-normal clicks", 1) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            if (random.nextDouble() < 0.75) {
                return IdleTime.reuse(ASSET, exponential(0.05, random));
            }
            return random.nextDouble() < 0.3 ? IdleTime.never(ASSET) : IdleTime.reuse(ASSET, logNormal(8, 0.8, random));
        }
    },
    ROBOTS("robots that never return", 1) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            return IdleTime.never(ROBOT);
        }
    },
    LEAVING("clients that close after 2 s or return after 10 s", 1) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            double leaves = exponential(2, random);
            double returns = logNormal(10, 0.7, random);
            return random.nextDouble() < 0.5 ? IdleTime.leave(PAGE, leaves) : IdleTime.reuse(PAGE, returns);
        }
    },
    MIXTURE("mixture: pages, assets, polling programs, robots", 1) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            double who = random.nextDouble();
            if (who < 0.2) {
                return random.nextDouble() < 0.4
                        ? IdleTime.never(PAGE)
                        : IdleTime.reuse(PAGE, logNormal(12, 1, random));
            }
            if (who < 0.5) {
                return random.nextDouble() < 0.25
                        ? IdleTime.never(ASSET)
                        : IdleTime.reuse(ASSET, exponential(0.1, random));
            }
            return who < 0.65 ? IdleTime.reuse(POLLER, 4 + 2 * random.nextDouble()) : IdleTime.never(ROBOT);
        }
    },
    DRIFT("drift: at half time readers give way to robots", 2) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            if (phase == 0) {
                return IdleTime.reuse(PAGE, exponential(2, random));
            }
            return random.nextDouble() < 0.9 ? IdleTime.never(PAGE) : IdleTime.reuse(PAGE, logNormal(20, 0.5, random));
        }
    },
    RETURN("drift back: at half time robots give way to readers", 2) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            return DRIFT.next(1 - phase, random);
        }
    },
    REGIMES("calm and busy by turns, 500 requests each", 80) {
        @Override
        IdleTime next(int phase, RandomGenerator random) {
            return IdleTime.reuse(PAGE, exponential(phase % 2 == 0 ? 0.5 : 30, random));
        }
    };

    static final int PAGE = ReuseClass.of(ResponseKind.PAGE, ClientKind.BROWSER, false, 1);
    static final int ASSET = ReuseClass.of(ResponseKind.ASSET, ClientKind.BROWSER, false, 2);
    static final int POLLER = ReuseClass.of(ResponseKind.API, ClientKind.PROGRAM, false, 5);
    static final int ROBOT = ReuseClass.of(ResponseKind.PAGE, ClientKind.PROGRAM, false, 1);

    static final int LENGTH = 40_000;

    private final String title;
    private final int phases;

    Workload(String title, int phases) {
        this.title = title;
        this.phases = phases;
    }

    String title() {
        return title;
    }

    int phases() {
        return phases;
    }

    abstract IdleTime next(int phase, RandomGenerator random);

    /** Returns {@link #LENGTH} idle times, the phases in turn and equally long. */
    List<IdleTime> idleTimes(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<IdleTime> idleTimes = new ArrayList<>(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            idleTimes.add(next(phaseOf(i), random));
        }
        return idleTimes;
    }

    int phaseOf(int index) {
        return (int) ((long) index * phases / LENGTH);
    }

    static double exponential(double mean, RandomGenerator random) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    static double logNormal(double median, double sigma, RandomGenerator random) {
        return median * Math.exp(sigma * random.nextGaussian());
    }
}
