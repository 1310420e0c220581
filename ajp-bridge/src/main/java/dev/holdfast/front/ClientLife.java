package dev.holdfast.front;

import dev.holdfast.connector.undertow.GovernedConnection;
import dev.holdfast.connector.undertow.Governor;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.mpm.ConnectionState;
import dev.holdfast.mpm.MpmMachine;
import org.jspecify.annotations.Nullable;

/** A client's connection: its number in the machine, and what its socket tells of. The driver's lock guards everything in here. */
final class ClientLife implements Governor {
    /** What the machine was told of the connection and has not come to: an event child's listener may wait for a worker meanwhile. */
    private enum Unseen {
        NOTHING,
        BYTES,
        FLUSHED
    }

    private final MpmDriver driver;
    private final MpmMachine machine;
    private final int number;
    private @Nullable GovernedConnection connection;
    private Unseen unseen = Unseen.NOTHING;
    private boolean forgotten;
    private boolean ended;
    private boolean asked;
    private boolean kept;
    private int keepAlives;

    ClientLife(MpmDriver driver, MpmMachine machine, int number) {
        this.driver = driver;
        this.machine = machine;
        this.number = number;
    }

    /** The socket is there. */
    void accepted(GovernedConnection accepted) {
        connection = accepted;
    }

    /** Returns the connection, which is there from the accept on. */
    GovernedConnection connection() {
        GovernedConnection present = connection;
        if (present == null) {
            throw new IllegalStateException("connection " + number + " is not accepted yet");
        }
        return present;
    }

    /** The machine has forgotten the connection, and may give its number to another. */
    void forget() {
        forgotten = true;
        unseen = Unseen.NOTHING;
    }

    /** Returns whether the machine has come to something only now, so that the connection goes on; to be asked after every event. */
    boolean goesOnNow() {
        if (unseen == Unseen.NOTHING) {
            return false;
        }
        boolean idle = isIn(ConnectionState.KEEP_ALIVE);
        boolean goesOn = isIn(ConnectionState.READING) || (unseen == Unseen.FLUSHED && idle);
        if (goesOn || !(idle || isIn(ConnectionState.WRITING))) {
            unseen = Unseen.NOTHING;
        }
        return goesOn && !ended;
    }

    private void waitsUnseen(Unseen what) {
        unseen = what;
        driver.unseen(this);
    }

    boolean isUnseen() {
        return unseen != Unseen.NOTHING;
    }

    private boolean isIn(ConnectionState state) {
        return !forgotten && machine.state(number) == state;
    }

    private boolean isAnswering() {
        return isIn(ConnectionState.PROCESSING) || isIn(ConnectionState.WRITING);
    }

    @Override
    public boolean readable() {
        return driver.event(now -> {
            if (forgotten || ended) {
                return false;
            }
            machine.readable(number, now);
            if (isIn(ConnectionState.KEEP_ALIVE)) {
                waitsUnseen(Unseen.BYTES);
            }
            return isIn(ConnectionState.READING);
        });
    }

    @Override
    public void headComplete() {
        boolean unused = driver.event(now -> {
            if (isIn(ConnectionState.READING)) {
                asked = false;
                machine.headComplete(number, now);
            }
            return true;
        });
    }

    @Override
    public @Nullable CloseReason persists(@Nullable CloseReason closing) {
        return driver.ask(now -> {
            if (!isIn(ConnectionState.PROCESSING)) {
                return closing == null ? CloseReason.STOPPED : closing;
            }
            if (!asked || (kept && closing != null)) {
                asked = true;
                kept = machine.persists(number, closing, now);
                keepAlives = machine.keepAlives(number);
            }
            return kept ? null : machine.reason(number);
        });
    }

    /** All of the response has come, and waits for the client. */
    void responseComplete() {
        boolean unused = driver.event(now -> {
            if (isIn(ConnectionState.PROCESSING)) {
                machine.responseWritten(number, now);
            }
            return true;
        });
    }

    @Override
    public boolean responseFlushed(boolean nextRequest) {
        return driver.event(now -> {
            if (forgotten || ended) {
                return false;
            }
            machine.responseFlushed(number, nextRequest, now);
            if (isIn(ConnectionState.WRITING)) {
                waitsUnseen(Unseen.FLUSHED);
            }
            return isIn(ConnectionState.READING) || isIn(ConnectionState.KEEP_ALIVE);
        });
    }

    @Override
    public void clientClosed() {
        boolean unused = driver.event(now -> {
            if (!forgotten && !ended) {
                machine.clientClosed(number, now);
            }
            return true;
        });
    }

    @Override
    public void ended() {
        boolean unused = driver.event(now -> {
            if (!forgotten && !ended) {
                ended = true;
                machine.clientReset(number, now);
                if (isAnswering()) {
                    machine.responseFlushed(number, false, now);
                }
            }
            return true;
        });
    }

    @Override
    public boolean timesResponse() {
        return driver.ask(now -> isIn(ConnectionState.WRITING));
    }

    @Override
    public int keepAlives() {
        return driver.ask(now -> keepAlives);
    }

    @Override
    public long keepAliveNanos() {
        return driver.keepAliveNanos();
    }

    @Override
    public int requestsLeft() {
        int most = driver.maxKeepAliveRequests();
        return most == 0 ? -1 : driver.ask(now -> Math.max(0, most - keepAlives));
    }
}
