package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.HttpConnector;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.xnio.XnioWorker;

final class WorkersTest {
    @Test
    void onlyWhatNeverBlocksGathers() throws IOException {
        assertGathers(Workers.createNonBlocking("bridge"), true);
        assertGathers(Workers.create("server"), false);
    }

    private static void assertGathers(XnioWorker worker, boolean gathers) throws IOException {
        try {
            assertThat(worker.getOption(HttpConnector.GATHER)).isEqualTo(gathers);
        } finally {
            worker.shutdownNow();
        }
    }
}
