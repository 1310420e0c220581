package dev.holdfast.bridge;

import dev.holdfast.balance.HealthMachine;
import dev.holdfast.balance.HealthMethod;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * Carries out what a member's {@link HealthMachine} asks for. But for TCP, a check takes its connection from the member's pool as a request
 * does: so it costs the back end no connection that it was not told to expect, and says what a request would find. Where none is free, the
 * member has its hands full and is not checked.
 *
 * <p>Confined to its I/O thread, but for {@link #hurry} and {@link #stop}, which any thread may call.
 */
final class HealthCheck implements ConnectionPool.Applicant, BackendConnection.Lessee {
    /** What is read of an answer to keep its connection; a longer one costs it. */
    private static final int MAX_BODY = 64 * 1024;

    private static final Logger LOG = Logger.getLogger("dev.holdfast.bridge");

    private enum Phase {
        RESTING,
        CONNECTING,
        ACQUIRING,
        EXCHANGING,
        STOPPED
    }

    private final Member member;
    private final Members members;
    private final HealthSettings settings;
    private final NanoClock clock;
    private final XnioIoThread ioThread;
    private final DeadlineTimer timer;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private Phase phase = Phase.RESTING;
    private @Nullable IoFuture<StreamConnection> connecting;
    private @Nullable BackendConnection connection;
    private long application;
    private boolean reused;
    private boolean retried;
    private int status;
    private int bodyBytes;

    HealthCheck(Member member, Members members, HealthSettings settings, NanoClock clock, XnioIoThread ioThread) {
        this.member = member;
        this.members = members;
        this.settings = settings;
        this.clock = clock;
        this.ioThread = ioThread;
        this.timer = new DeadlineTimer(ioThread, clock, this::timeout);
        this.out = ByteBuffer.allocate(member.protocol().bufferSize());
        this.in = ByteBuffer.allocate(member.protocol().bufferSize()).limit(0);
    }

    /** The next check may be due sooner than it was. */
    void hurry() {
        onThread(this::rest);
    }

    void stop() {
        onThread(() -> {
            if (phase != Phase.STOPPED) {
                phase = Phase.STOPPED;
                timer.cancel();
                giveUp();
            }
        });
    }

    private void onThread(Runnable step) {
        try {
            ioThread.execute(step);
        } catch (RejectedExecutionException workerIsStopping) {
            // There is nothing left to check with.
        }
    }

    @Override
    public XnioIoThread ioThread() {
        return ioThread;
    }

    private void rest() {
        if (phase != Phase.STOPPED) {
            timer.arm(members.nextCheck(member));
        }
    }

    private void timeout() {
        timer.fired();
        if (phase == Phase.STOPPED) {
            return;
        }
        try {
            switch (members.checkTimeout(member)) {
                case CHECK -> begin();
                case LATE -> late();
                case WAIT -> {}
            }
        } finally {
            // A bug must cost one check, and not all that would come after it.
            rest();
        }
    }

    private void begin() {
        retried = false;
        if (settings.method() == HealthMethod.TCP) {
            connect();
        } else {
            acquire();
        }
    }

    private void connect() {
        phase = Phase.CONNECTING;
        IoFuture<StreamConnection> attempt =
                ioThread.openStreamConnection(member.address(), IoUtils::safeClose, OptionMap.EMPTY);
        connecting = attempt;
        attempt.addNotifier(new ConnectNotifier(), this);
    }

    private void acquire() {
        phase = Phase.ACQUIRING;
        member.pool().acquire(this, ConnectionPool.ALWAYS);
    }

    @Override
    public void applied(ConnectionPool pool, long requestId) {
        application = requestId;
    }

    @Override
    public void granted(BackendConnection granted, long idleNanos) {
        if (phase != Phase.ACQUIRING) {
            granted.pool().release(granted);
            return;
        }
        phase = Phase.EXCHANGING;
        connection = granted;
        reused = idleNanos >= 0;
        granted.leasedBy(this);
        in.clear().limit(0);
        out.clear();
        if (settings.method() == HealthMethod.CPING) {
            out.put(granted.dialog().ping(clock.nanoTime())).flip();
        } else {
            status = 0;
            bodyBytes = 0;
            member.protocol()
                    .encodeCheck(settings.method().name(), settings.uri(), List.of(), granted.localAddress(), out);
            granted.dialog().request(settings.method() == HealthMethod.HEAD, clock.nanoTime());
        }
        ready();
    }

    @Override
    public void rejected(RejectReason reason) {
        if (phase != Phase.ACQUIRING) {
            return;
        }
        switch (reason) {
            case CONNECT_REFUSED, CONNECT_TIMEOUT, CONNECT_FAILED -> failed(reason.name());
            case ACQUIRE_TIMEOUT, QUEUE_FULL, BUSY_LIMIT, MEMBER_UNUSABLE -> {
                if (isPoolInUse()) {
                    skipped();
                } else {
                    failed(reason.name());
                }
            }
            case POOL_CLOSED -> phase = Phase.STOPPED;
        }
    }

    @Override
    public void ready() {
        BackendConnection leased = connection;
        if (phase != Phase.EXCHANGING || leased == null) {
            return;
        }
        try {
            if (out.hasRemaining() && leased.write(out) >= 0 && out.hasRemaining()) {
                leased.resumeWrites();
            } else {
                leased.suspendWrites();
            }
            read(leased);
        } catch (IOException gone) {
            broken(leased, leased.dialog().peerClosed(true, clock.nanoTime()));
        }
    }

    private void read(BackendConnection leased) throws IOException {
        BackendDialog.Step step = leased.dialog().next(in, clock.nanoTime());
        while (phase == Phase.EXCHANGING) {
            switch (step) {
                case MORE -> {
                    in.compact();
                    int count = leased.read(in);
                    in.flip();
                    if (count == 0) {
                        leased.resumeReads();
                        return;
                    }
                    if (count < 0) {
                        broken(leased, leased.dialog().peerClosed(false, clock.nanoTime()));
                        return;
                    }
                }
                case READY -> passed(null);
                case HEAD -> status = leased.dialog().head().status();
                case CONTENT -> bodyBytes += leased.dialog().content().remaining();
                case END -> answered(leased);
                case UPGRADE, FAIL -> broken(leased, step);
                case INTERIM, FLUSH, AGAIN -> {}
            }
            if (bodyBytes > MAX_BODY && phase == Phase.EXCHANGING) {
                answered(leased);
            }
            if (phase == Phase.EXCHANGING) {
                step = leased.dialog().next(in, clock.nanoTime());
            }
        }
    }

    private void answered(BackendConnection leased) {
        CloseReason reason = leased.dialog().isReusable() ? null : CloseReason.NOT_REUSABLE;
        if (settings.statuses().contains(status)) {
            passed(reason);
        } else {
            release(reason);
            failed("status " + status);
        }
    }

    /** A pooled connection that the back end had closed says nothing: the check has another try, as a request would. */
    private void broken(BackendConnection leased, BackendDialog.Step step) {
        if (step == BackendDialog.Step.END) {
            answered(leased);
            return;
        }
        BridgeFailure failure =
                step == BackendDialog.Step.FAIL ? leased.dialog().failure() : BridgeFailure.PROTOCOL_VIOLATION;
        boolean stale = reused
                && failure == BridgeFailure.PEER_CLOSED
                && !leased.dialog().isAnswered();
        release(stale ? CloseReason.STALE : CloseReason.EXCHANGE_FAILED);
        if (stale && !retried) {
            retried = true;
            acquire();
        } else {
            failed(failure.name());
        }
    }

    private void late() {
        boolean waiting = phase == Phase.ACQUIRING && member.pool().counts().waiting() > 0 && isPoolInUse();
        giveUp();
        if (waiting) {
            skipped();
        } else {
            failed("no answer within " + TimeText.of(settings.timeout()));
        }
    }

    /**
     * Whether requests have the connections, or the member has none left for this gateway; if not, those that are waited for are connects that
     * nobody answers.
     */
    private boolean isPoolInUse() {
        return member.pool().counts().leased() > 0 || members.isRefused(member.number());
    }

    private void giveUp() {
        IoFuture<StreamConnection> attempt = connecting;
        connecting = null;
        if (attempt != null) {
            attempt.cancel();
        }
        if (phase == Phase.ACQUIRING) {
            member.pool().abandon(application);
        }
        release(CloseReason.EXCHANGE_FAILED);
        phase = phase == Phase.STOPPED ? Phase.STOPPED : Phase.RESTING;
    }

    private void passed(@Nullable CloseReason reason) {
        release(reason);
        phase = Phase.RESTING;
        if (members.checkPassed(member) == HealthMachine.Verdict.UP) {
            LOG.infof("%s: can be used again", member.backend());
        }
        rest();
    }

    private void failed(String why) {
        phase = Phase.RESTING;
        if (members.checkFailed(member) == HealthMachine.Verdict.DOWN) {
            LOG.warnf("%s: cannot be used: %s", member.backend(), why);
        }
        rest();
    }

    private void skipped() {
        phase = Phase.RESTING;
        members.checkSkipped(member);
        rest();
    }

    private void release(@Nullable CloseReason reason) {
        BackendConnection leased = connection;
        connection = null;
        if (leased == null) {
            return;
        }
        leased.unleased();
        if (reason == null) {
            leased.pool().release(leased);
        } else {
            leased.pool().release(leased, reason);
        }
    }

    private static final class ConnectNotifier extends IoFuture.HandlingNotifier<StreamConnection, HealthCheck> {
        @Override
        public void handleDone(StreamConnection established, HealthCheck check) {
            check.onThread(() -> {
                if (check.phase == Phase.CONNECTING) {
                    check.connecting = null;
                    check.passed(null);
                }
            });
        }

        @Override
        public void handleFailed(IOException cause, HealthCheck check) {
            check.onThread(() -> {
                if (check.phase == Phase.CONNECTING) {
                    check.connecting = null;
                    check.failed(String.valueOf(cause.getMessage()));
                }
            });
        }

        @Override
        public void handleCancelled(HealthCheck check) {
            // By the check itself, which has gone on.
        }
    }
}
