package dev.holdfast.mpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A machine with its effects as readable lines, and steps that several tests take. */
final class Front implements MpmEffects {
    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;

    final MpmMachine machine;
    private final List<String> lines = new ArrayList<>();
    private int lastAccepted = -1;

    Front(MpmSettings settings) {
        machine = settings.machine(this, new Random(1));
        machine.start(0);
        lines.clear();
    }

    void expect(String... expected) {
        assertThat(drain()).containsExactly(expected);
    }

    List<String> drain() {
        List<String> drained = List.copyOf(lines);
        lines.clear();
        return drained;
    }

    /** Accepts a connection that waits in the listen queue, and returns its number. */
    int connect(long now) {
        lastAccepted = -1;
        machine.acceptable(now);
        assertThat(lastAccepted).as("accepted").isNotNegative();
        machine.accepted(lastAccepted, now);
        lines.removeIf(line -> line.startsWith("accept ") || line.startsWith("listening "));
        return lastAccepted;
    }

    /** Has a request begin. */
    void request(int connection, long now) {
        machine.readable(connection, now);
        machine.headComplete(connection, now);
        lines.remove("start " + connection);
    }

    /** Has a response end, and returns whether the connection is kept. */
    boolean respond(int connection, long now) {
        boolean kept = machine.persists(connection, null, now);
        machine.responseFlushed(connection, false, now);
        return kept;
    }

    /** Connects and has one request served. */
    int kept(long now) {
        int connection = connect(now);
        request(connection, now);
        assertThat(respond(connection, now)).isTrue();
        assertThat(machine.state(connection)).isEqualTo(ConnectionState.KEEP_ALIVE);
        return connection;
    }

    /** Lets time pass, with every timeout at its time. */
    void passTo(long end) {
        for (long due = machine.nextDeadline(); due <= end; due = machine.nextDeadline()) {
            machine.timeout(due);
        }
    }

    void expectState(int connection, ConnectionState expected) {
        assertThat(machine.state(connection)).isEqualTo(expected);
    }

    @Override
    public void childStarted(int child) {
        lines.add("child " + child);
    }

    @Override
    public void childExited(int child) {
        lines.add("exit " + child);
    }

    @Override
    public void listening(int child, boolean listening) {
        lines.add("listening " + child + " " + listening);
    }

    @Override
    public void accept(int child, int connection) {
        lastAccepted = connection;
        lines.add("accept " + child + " " + connection);
    }

    @Override
    public void startRequest(int connection) {
        lines.add("start " + connection);
    }

    @Override
    public void linger(int connection, CloseReason reason) {
        lines.add("linger " + connection + " " + reason);
    }

    @Override
    public void close(int connection, CloseReason reason) {
        lines.add("close " + connection + " " + reason);
    }

    @Override
    public void reset(int connection, CloseReason reason) {
        lines.add("reset " + connection + " " + reason);
    }
}
