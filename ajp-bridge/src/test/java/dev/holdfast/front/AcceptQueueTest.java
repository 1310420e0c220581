package dev.holdfast.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AcceptQueueTest {
    private static final List<String> TABLE = List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1F40 00000000:0000 0A 00000000:0000001B 00:00000000 00000000     0        0 4242 1",
            "   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4243 1",
            "   2: 0100007F:1F40 0100007F:C001 01 00000000:00000063 00:00000000 00000000     0        0 4244 1",
            "   3: 0200007F:1F40 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 4245 1");

    @Test
    void theQueuesOfAllSocketsThatListenOnThePortAreAddedUp() {
        assertThat(AcceptQueue.length(TABLE, 8000)).isEqualTo(27 + 2);
        assertThat(AcceptQueue.length(TABLE, 80)).isZero();
    }

    @Test
    void aPortThatNobodyListensOnIsUnknown() {
        assertThat(AcceptQueue.length(TABLE, 8001)).isEqualTo(AcceptQueue.UNKNOWN);
    }
}
