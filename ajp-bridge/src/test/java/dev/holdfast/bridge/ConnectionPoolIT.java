package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.pool.SharedBusy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConnectionPoolIT {
    private final XnioWorker worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    private final XnioIoThread ioThread = worker.getIoThread();

    ConnectionPoolIT() throws IOException {}

    @AfterEach
    void stopWorker() {
        worker.shutdownNow();
    }

    private static ConnectionPool poolTo(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Backend backend = Front.backendAt(port);
        return new ConnectionPool(
                backend,
                backend.newProtocol(),
                address,
                Duration.ZERO,
                SystemNanoClock.INSTANCE,
                Machines.PLAIN,
                new SharedBusy());
    }

    private static final class Applicant implements ConnectionPool.Applicant {
        private final LinkedBlockingQueue<RejectReason> rejections = new LinkedBlockingQueue<>();
        private final Iterator<Supplier<XnioIoThread>> answers;

        /** @param answers to the question for its thread, one after the other */
        Applicant(List<Supplier<XnioIoThread>> answers) {
            this.answers = answers.iterator();
        }

        @Override
        public XnioIoThread ioThread() {
            return answers.next().get();
        }

        @Override
        public void applied(ConnectionPool pool, long requestId) {}

        @Override
        public void granted(BackendConnection connection, long idleNanos) {
            throw new AssertionError("nobody grants here");
        }

        @Override
        public void rejected(RejectReason reason) {
            rejections.add(reason);
        }

        @Nullable
        RejectReason rejection() throws InterruptedException {
            return rejections.poll(20, TimeUnit.SECONDS);
        }
    }

    /** An applicant is asked for its thread when it applies and when it is answered. */
    private Applicant applicant() {
        return new Applicant(List.of(() -> ioThread, () -> ioThread));
    }

    private static XnioIoThread bug() {
        throw new IllegalStateException("a bug");
    }

    private static XnioIoThread error() {
        throw new OutOfMemoryError("no error but a test's");
    }

    @Test
    void anEffectThatFailsDoesNotStopThePool() throws Exception {
        ConnectionPool pool = poolTo(8009);
        pool.close();
        pool.acquire(new Applicant(List.of(() -> ioThread, ConnectionPoolIT::bug)), () -> true);
        Applicant next = applicant();
        pool.acquire(next, () -> true);
        assertThat(next.rejection()).isEqualTo(RejectReason.POOL_CLOSED);
    }

    @Test
    void norDoesAnError() throws Exception {
        ConnectionPool pool = poolTo(8009);
        pool.close();
        Applicant broken = new Applicant(List.of(() -> ioThread, ConnectionPoolIT::error));
        assertThatThrownBy(() -> pool.acquire(broken, () -> true)).isInstanceOf(OutOfMemoryError.class);
        Applicant next = applicant();
        pool.acquire(next, () -> true);
        assertThat(next.rejection()).isEqualTo(RejectReason.POOL_CLOSED);
    }

    @Test
    void aConnectionGivenUpWhileItIsBeingOpenedIsClosedAllTheSame() throws Exception {
        CountDownLatch queued = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
            try {
                dialog.awaitEnd();
            } finally {
                ended.countDown();
            }
        })) {
            ConnectionPool pool = poolTo(backend.port());
            ioThread.execute(() -> Latches.await(queued));
            Applicant applicant = applicant();
            pool.acquire(applicant, () -> true);
            pool.close();
            queued.countDown();
            assertThat(applicant.rejection()).isEqualTo(RejectReason.POOL_CLOSED);
            Latches.await(ended);
        }
    }

    @Test
    void whoIsNotAdmittedAnyMoreIsRefusedBeforeAConnectionIsOpened() throws Exception {
        ConnectionPool pool = poolTo(8009);
        Applicant applicant = applicant();
        // It does not apply on its own thread, so that it counts as one that has waited.
        pool.acquire(applicant, () -> false);
        assertThat(applicant.rejection()).isEqualTo(RejectReason.MEMBER_UNUSABLE);
        assertThat(pool.counts().open()).isZero();
        pool.close();
    }

    @Test
    void norIsItGrantedOneThatWasOpenedMeanwhile() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
            dialog.awaitEnd();
            ended.countDown();
        })) {
            ConnectionPool pool = poolTo(backend.port());
            Applicant applicant = applicant();
            Iterator<Boolean> admissions = List.of(true, false).iterator();
            pool.acquire(applicant, admissions::next);
            assertThat(applicant.rejection()).isEqualTo(RejectReason.MEMBER_UNUSABLE);
            Latches.await(ended);
            assertThat(pool.counts().open()).isZero();
            pool.close();
        }
    }

    /** Gives back what it is granted at once, and applies again within the grant where that is of an idle connection. */
    private final class Returning implements ConnectionPool.Applicant {
        private final List<String> told = new ArrayList<>();
        private final CountDownLatch granted = new CountDownLatch(1);

        @Override
        public XnioIoThread ioThread() {
            return ioThread;
        }

        @Override
        public void applied(ConnectionPool pool, long requestId) {
            told.add("applied " + requestId);
        }

        @Override
        public void granted(BackendConnection connection, long idleNanos) {
            told.add("granted");
            connection.pool().release(connection);
            if (told.size() == 2 && idleNanos >= 0) {
                connection.pool().acquire(this, () -> true);
            }
            granted.countDown();
        }

        @Override
        public void rejected(RejectReason reason) {
            throw new AssertionError(reason);
        }
    }

    /** Else who applies again within a grant would take the older number for the later application's. */
    @Test
    void anApplicantKnowsItsNumberBeforeItsAnswer() throws Exception {
        CountDownLatch finished = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> Latches.await(finished))) {
            ConnectionPool pool = poolTo(backend.port());
            Returning first = new Returning();
            pool.acquire(first, () -> true);
            Latches.await(first.granted);
            Returning second = new Returning();
            ioThread.execute(() -> pool.acquire(second, () -> true));
            Latches.await(second.granted);
            assertThat(second.told).containsExactly("applied 2", "granted", "applied 3", "granted");
            finished.countDown();
            pool.close();
        }
    }
}
