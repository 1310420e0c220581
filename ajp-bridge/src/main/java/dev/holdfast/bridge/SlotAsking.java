package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolCounts;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.slots.SlotAnswer;
import dev.holdfast.slots.SlotAsk;
import dev.holdfast.slots.SlotLease;
import dev.holdfast.time.NanoClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Asks a member how many connections there may be, and tells its pool: carries out what a {@link SlotLease} decides.
 *
 * <p>It asks on a connection of its own, one besides those of the pool, which is kept between two questions where the member allows it. One of
 * the pool's may not be free when it matters most: when all are in use. The member knows of it, see {@link dev.holdfast.ajp.AjpConnector}.
 *
 * <p>Confined to its I/O thread, but for {@link #start}, {@link #stop} and {@link #statistics}, which any thread may call.
 */
final class SlotAsking implements ConnectionPool.Applicant, BackendConnection.Lessee {
    private static final Duration KEPT = Duration.ofSeconds(50);

    private static final Logger LOG = Logger.getLogger("dev.holdfast.bridge");

    private enum Phase {
        RESTING,
        ACQUIRING,
        EXCHANGING
    }

    private final Member member;
    private final XnioIoThread ioThread;
    private final NanoClock clock;
    private final ConnectionPool line;
    private final SlotLease lease;
    private final DeadlineTimer timer;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private Phase phase = Phase.RESTING;
    private @Nullable BackendConnection connection;
    private @Nullable SlotAsk question;
    private @Nullable SlotAnswer answer;
    private long application;
    private boolean reused;
    private boolean stopped;
    private boolean silenceKnown;
    private volatile LeaseStatistics statistics = new LeaseStatistics(0, null);

    SlotAsking(Member member, NativePoolSettings pool, NanoClock clock, XnioIoThread ioThread) {
        this.member = member;
        this.ioThread = ioThread;
        this.clock = clock;
        this.line =
                member.anotherPool(new NativePoolSettings(1, 0, KEPT, Duration.ZERO, 0, pool.socketConnectTimeout()));
        this.lease = new SlotLease(UUID.randomUUID().toString(), pool.mostLeased(), pool.connectionPoolSize());
        this.timer = new DeadlineTimer(ioThread, clock, this::timeout);
        this.out = ByteBuffer.allocate(member.protocol().bufferSize());
        this.in = ByteBuffer.allocate(member.protocol().bufferSize()).limit(0);
    }

    void start() {
        onThread(this::look);
    }

    /** Takes leave, once the pool is closed and where it has no connections any more; else the lease comes to its end. */
    void stop() {
        onThread(() -> {
            if (!stopped) {
                stopped = true;
                timer.cancel();
                giveUp();
                if (!lease.isOver() && member.pool().counts().open() == 0) {
                    put(lease.leave());
                } else {
                    line.close();
                }
            }
        });
    }

    /** Returns what the member says. */
    LeaseStatistics statistics() {
        return statistics;
    }

    private void onThread(Runnable step) {
        try {
            ioThread.execute(step);
        } catch (RejectedExecutionException workerIsStopping) {
            // There is nothing left to ask with.
        }
    }

    @Override
    public XnioIoThread ioThread() {
        return ioThread;
    }

    private void timeout() {
        timer.fired();
        look();
    }

    private void look() {
        if (stopped) {
            return;
        }
        try {
            PoolCounts counts = member.pool().counts();
            int used = counts.leased() + counts.opening();
            SlotLease.Next next = lease.look(counts.open(), used, counts.waiting(), clock.nanoTime());
            apply();
            switch (next) {
                case ASK -> put(lease.ask());
                case GIVE_UP -> {
                    giveUp();
                    if (lease.isOver()) {
                        // Else requests would wait for connections that nobody allows, and not go to another member.
                        member.pool().unreachable(RejectReason.CONNECT_TIMEOUT);
                    }
                }
                case WAIT -> {}
            }
        } finally {
            // A bug must cost one question, and not all that would come after it.
            timer.arm(lease.nextDeadline());
        }
    }

    /** Lets the pool have what there is. */
    private void apply() {
        SlotAnswer said = lease.said();
        LeaseStatistics now = new LeaseStatistics(lease.limit(), said == null ? null : said.of());
        if (!now.equals(statistics)) {
            statistics = now;
            member.pool().limit(lease.limit());
        }
    }

    private void put(SlotAsk asked) {
        question = asked;
        phase = Phase.ACQUIRING;
        line.acquire(this, ConnectionPool.ALWAYS);
    }

    @Override
    public void applied(ConnectionPool pool, long requestId) {
        application = requestId;
    }

    @Override
    public void granted(BackendConnection granted, long idleNanos) {
        SlotAsk asked = question;
        if (phase != Phase.ACQUIRING || asked == null) {
            granted.pool().release(granted);
            return;
        }
        phase = Phase.EXCHANGING;
        connection = granted;
        reused = idleNanos >= 0;
        answer = null;
        granted.leasedBy(this);
        in.clear().limit(0);
        out.clear();
        member.protocol()
                .encodeCheck(
                        "OPTIONS",
                        "*",
                        List.of(AjpAttribute.named(SlotAsk.ATTRIBUTE, asked.toString())),
                        granted.localAddress(),
                        out);
        granted.dialog().request(false, clock.nanoTime());
        ready();
    }

    @Override
    public void rejected(RejectReason reason) {
        if (phase == Phase.ACQUIRING) {
            phase = Phase.RESTING;
            unheard(reason);
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
            broken(leased);
        }
    }

    private void read(BackendConnection leased) throws IOException {
        while (phase == Phase.EXCHANGING) {
            switch (leased.dialog().next(in, clock.nanoTime())) {
                case MORE -> {
                    in.compact();
                    int count = leased.read(in);
                    in.flip();
                    if (count == 0) {
                        leased.resumeReads();
                        return;
                    }
                    if (count < 0) {
                        broken(leased);
                    }
                }
                case HEAD -> {
                    ForwardedHead head = leased.dialog().head();
                    String said = head.headers().getFirst(SlotAnswer.HEADER);
                    answer = said == null ? null : SlotAnswer.parse(said);
                    if (answer == null) {
                        silent(head.status());
                    }
                }
                case END -> answered(leased);
                case FAIL, UPGRADE -> broken(leased);
                case READY, INTERIM, CONTENT, FLUSH, AGAIN -> {}
            }
        }
    }

    private void answered(BackendConnection leased) {
        SlotAnswer told = answer;
        release(leased.dialog().isReusable() ? null : CloseReason.NOT_REUSABLE);
        if (stopped) {
            line.close();
        } else if (told != null) {
            lease.answered(told);
            silenceKnown = false;
            apply();
            timer.arm(lease.nextDeadline());
        }
    }

    /** It may be long before it is asked again, and nobody reads the rest of what it has to say to this. */
    private void silent(int status) {
        release(CloseReason.NOT_REUSABLE);
        if (stopped) {
            line.close();
            return;
        }
        lease.unanswered();
        if (!silenceKnown) {
            silenceKnown = true;
            LOG.infof(
                    "%s: does not say how many connections it can take (status %d); there are up to %d",
                    member.backend(), status, lease.limit());
        }
        apply();
        timer.arm(lease.nextDeadline());
    }

    /** That a connection that was kept is closed says nothing: the question has another try, as a request would. */
    private void broken(BackendConnection leased) {
        boolean stale = reused && !leased.dialog().isAnswered();
        release(stale ? CloseReason.STALE : CloseReason.EXCHANGE_FAILED);
        SlotAsk asked = question;
        if (stale && asked != null) {
            put(asked);
        } else {
            unheard(RejectReason.CONNECT_FAILED);
        }
    }

    /** Only a member that refuses connections is gone; one that closes one has too many, maybe, and what it said still holds. */
    private void unheard(RejectReason reason) {
        if (stopped) {
            line.close();
            return;
        }
        if (reason == RejectReason.CONNECT_REFUSED) {
            lease.failed();
        } else {
            lease.lost();
        }
        if (lease.isOver()) {
            apply();
            member.pool().unreachable(reason);
        }
        timer.arm(lease.nextDeadline());
    }

    private void giveUp() {
        if (phase == Phase.ACQUIRING) {
            line.abandon(application);
        }
        release(CloseReason.EXCHANGE_FAILED);
    }

    private void release(@Nullable CloseReason reason) {
        BackendConnection leased = connection;
        connection = null;
        phase = Phase.RESTING;
        if (leased == null) {
            return;
        }
        leased.unleased();
        if (reason == null) {
            line.release(leased);
        } else {
            line.release(leased, reason);
        }
    }
}
