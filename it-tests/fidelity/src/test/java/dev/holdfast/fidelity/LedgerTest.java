package dev.holdfast.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.report.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerTest {
    private static final int LOOKS = 40;

    private static Report.Regime regime(int stalledLooks, boolean open, int starved) {
        Ledger ledger = new Ledger(0, 500_000_000);
        ledger.answered(1, 2);
        for (int i = 0; i < LOOKS; i++) {
            ledger.asking(5, i >= LOOKS - stalledLooks, i);
        }
        return ledger.figures(LOOKS, 0, open, starved).regime();
    }

    @Test
    void aFrontThatAcceptsNothingMostOfTheTimeStalls() {
        assertThat(regime(0, false, 0)).isEqualTo(Report.Regime.STABLE);
        assertThat(regime(10, false, 0)).isEqualTo(Report.Regime.STABLE);
        assertThat(regime(11, false, 0)).isEqualTo(Report.Regime.STALLED);
        assertThat(regime(11, true, 0)).isEqualTo(Report.Regime.STALLED);
        assertThat(regime(11, false, 3)).isEqualTo(Report.Regime.STALLED);
        assertThat(regime(10, false, 3)).isEqualTo(Report.Regime.STARVING);
    }

    @Test
    void whatWaitsIsReadFromTheKernel() {
        List<String> sockets = List.of(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:0000001A 00:00000000 00000000     0        0 1 1 0 100 0",
                "   1: 0100007F:1F90 0100007F:A3C4 01 00000000:00000007 00:00000000 00000000     0        0 2 1 0 20 4",
                "   2: 0100007F:0050 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 3 1 0 100 0");
        KernelSockets seen = new KernelSockets(sockets);
        assertThat(seen.waiting(8080)).isEqualTo(26);
        assertThat(seen.waiting(80)).isEqualTo(2);
        assertThat(seen.waiting(81)).isZero();
        assertThat(seen.established(8080)).isEqualTo(1);
        assertThat(seen.established(80)).isZero();
    }
}
