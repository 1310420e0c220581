package dev.holdfast.plan.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Against values that are exact, and the identities that tie the formulas together. */
final class ClosedFormsTest {
    /** Of Erlang's tables: 10 servers lose 1 % of 4.4612 Erlang, and 100 servers of 84.06. */
    @Test
    void erlangBIsThatOfTheTables() {
        assertThat(Erlang.b(10, 4.4612)).isCloseTo(0.01, within(1e-5));
        assertThat(Erlang.b(100, 84.064)).isCloseTo(0.01, within(1e-5));
        assertThat(Erlang.b(1, 1)).isEqualTo(0.5);
        assertThat(Erlang.b(2, 1)).isCloseTo(0.2, within(1e-12));
        assertThat(Erlang.b(0, 3)).isEqualTo(1);
    }

    /** M/M/1 waits with probability rho; of M/M/2 at rho 1/2 it is 1/3. */
    @Test
    void erlangCOfOneAndTwoServersIsThatOfTheirFormulas() {
        assertThat(Erlang.c(1, 0.7)).isCloseTo(0.7, within(1e-12));
        assertThat(Erlang.c(2, 1)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(Erlang.c(3, 3)).isEqualTo(1);
        assertThat(Erlang.serversFor(20, 0.05)).isEqualTo(29);
        assertThat(Erlang.c(28, 20)).isGreaterThan(0.05);
    }

    @Test
    void oneServerIsPollaczekAndKhinchines() {
        double rate = 8;
        for (Law service : List.of(new Law.Constant(0.1), new Law.Exponential(0.1), new Law.Lognormal(0.1, 2))) {
            double expected = rate * (1 + service.squaredCv()) * 0.01 / (2 * (1 - 0.8));
            assertThat(new OpenQueue(1, rate, service).meanWait()).isCloseTo(expected, within(1e-9));
        }
    }

    /** In heavy traffic constant service halves the wait; with several servers it is a little less than that. */
    @Test
    void constantServiceHalvesTheWaitOfManyServersAlmost() {
        double exponential = new OpenQueue(4, 32, new Law.Exponential(0.1)).meanWait();
        double constant = new OpenQueue(4, 32, new Law.Constant(0.1)).meanWait();
        assertThat(exponential).isCloseTo(0.5964 * 0.1 / 0.8, within(1e-4));
        assertThat(constant / exponential).isBetween(0.5, 0.56);
    }

    @Test
    void anOverloadedQueueHasNoMean() {
        OpenQueue queue = new OpenQueue(2, 30, new Law.Exponential(0.1));
        assertThat(queue.meanWait()).isInfinite();
        assertThat(queue.validity().isValid()).isFalse();
        assertThat(queue.validity().toString()).startsWith("outside validity: more arrives than 2 servers");
    }

    @Test
    void afiniteQueueWithoutRoomLosesWhatErlangBSays() {
        assertThat(new FiniteQueue(5, 5, 40, 0.1).lostFraction()).isCloseTo(Erlang.b(5, 4), within(1e-12));
    }

    /** M/M/1/3 at rho 1: all four numbers are as likely. */
    @Test
    void aFiniteQueueAtFullLoadIsUniform() {
        assertThat(new FiniteQueue(1, 3, 10, 0.1).probabilities())
                .containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(1e-12));
        assertThat(new FiniteQueue(1, 3, 10, 0.1).meanWait()).isCloseTo(0.1 * (1 + 2) / 3, within(1e-12));
    }

    @Test
    void aFiniteQueueWithMuchRoomIsAnEndlessOne() {
        assertThat(new FiniteQueue(3, 2000, 25, 0.1).meanWait())
                .isCloseTo(new OpenQueue(3, 25, new Law.Exponential(0.1)).meanWait(), within(1e-9));
    }

    /** Two customers, one server, all rates 1: states 0, 1, 2 have 1/5, 2/5, 2/5. */
    @Test
    void twoMachinesAndOneRepairman() {
        Repairman repairman = new Repairman(2, 1, 1, 1);
        assertThat(repairman.probabilities()).containsExactly(new double[] {0.2, 0.4, 0.4}, within(1e-12));
        assertThat(repairman.throughput()).isCloseTo(0.8, within(1e-12));
        assertThat(repairman.meanWait()).isCloseTo(0.5, within(1e-12));
        assertThat(repairman.waitingFraction()).isCloseTo(0.5, within(1e-12));
        assertThat(repairman.waitExceeds(1)).isCloseTo(0.5 * Math.exp(-1), within(1e-12));
    }

    @Test
    void repairmenAndMeanValueAnalysisAgreeOnOneServer() {
        for (int n : new int[] {1, 2, 7, 50}) {
            MeanValueAnalysis.Result mva = MeanValueAnalysis.solve(List.of(0.05), 1, n);
            Repairman repairman = new Repairman(n, 1, 0.05, 1);
            assertThat(mva.throughput()).isCloseTo(repairman.throughput(), within(1e-9));
            assertThat(mva.response()).isCloseTo(n / repairman.throughput() - 1, within(1e-9));
            assertThat(mva.queueLengths().get(0)).isCloseTo(repairman.busy() + repairman.waiting(), within(1e-9));
        }
    }

    /** Two equal stations and no thinking: X = N / (N + 1) / D. */
    @Test
    void meanValueAnalysisOfTwoEqualStations() {
        assertThat(MeanValueAnalysis.solve(List.of(0.1, 0.1), 0, 9).throughput())
                .isCloseTo(9.0 / 10 / 0.1, within(1e-9));
    }

    /** With a squared coefficient of variation of 1 two phases are one. */
    @Test
    void twoPhasesWithTheVariationOfOneAreTheRepairman() {
        assertThat(new PhasedRepairman(30, 20, 8.7, 1, 5).meanWait())
                .isCloseTo(new Repairman(30, 20, 8.7, 5).meanWait(), within(1e-9));
        assertThat(new PhasedRepairman(3, 1, 2, 1, 0.5).meanWait())
                .isCloseTo(new Repairman(3, 1, 2, 0.5).meanWait(), within(1e-12));
    }

    /** N=2, W=1, Erlang-2 of mean 1, away 1: solved by hand from its five balance equations. */
    @Test
    void twoEqualPhases() {
        // With p0 = 1: p1b = 1 from state 0, p1a = 1.5 from 1b, p2a = p1a / 2, p2b = 1.25 from 1a.
        double sum = 1 + 1.5 + 1 + 0.75 + 1.25;
        double waiting = (0.75 + 1.25) / sum;
        double throughput = (2 + 1.5 + 1) / sum;
        assertThat(new PhasedRepairman(2, 1, 1, 0.5, 1).meanWait()).isCloseTo(waiting / throughput, within(1e-12));
    }

    @Test
    void staffingWithAReserveOfOneLetsAFifthWait() {
        assertThat(Staffing.servers(100, 1)).isEqualTo(110);
        assertThat(Staffing.waitingFraction(1)).isCloseTo(0.22, within(0.005));
        assertThat(Staffing.waitingFraction(2)).isCloseTo(0.027, within(0.001));
        assertThat(Erlang.c(110, 100)).isCloseTo(Staffing.waitingFraction(1), within(0.03));
        assertThat(Staffing.backlog(1, 5, 20)).isEqualTo(4);
    }
}
