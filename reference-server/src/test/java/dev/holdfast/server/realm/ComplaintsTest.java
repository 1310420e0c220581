package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

final class ComplaintsTest {
    @Test
    void complaintIsMadeOnceAMinute() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        Complaints complaints = new Complaints(Logger.getLogger(ComplaintsTest.class), now::get);
        assertThat(complaints.isDue()).isTrue();
        assertThat(complaints.isDue()).isFalse();
        now.addAndGet(Complaints.PERIOD_NANOS - 1);
        assertThat(complaints.isDue()).isFalse();
        now.incrementAndGet();
        assertThat(complaints.isDue()).isTrue();
        assertThat(complaints.isDue()).isFalse();
    }
}
