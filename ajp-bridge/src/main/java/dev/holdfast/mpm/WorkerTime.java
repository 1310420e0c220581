package dev.holdfast.mpm;

import java.util.EnumMap;
import java.util.Map;

/** Adds up for how long workers are used for what. */
final class WorkerTime {
    /** One use, so that a change costs two additions and no look-up. */
    static final class Account {
        private int workers;
        private long nanos;
        private long since;

        private void add(int count, long now) {
            nanos += workers * (now - since);
            since = now;
            workers += count;
        }
    }

    final Account idle = new Account();
    final Account busy = new Account();
    final Account idleHeld = new Account();
    final Account lingering = new Account();
    private final Map<WorkerUse, Account> accounts = new EnumMap<>(Map.of(
            WorkerUse.IDLE, idle,
            WorkerUse.BUSY, busy,
            WorkerUse.IDLE_HELD, idleHeld,
            WorkerUse.LINGERING, lingering));

    void began(int workers, long now) {
        idle.add(workers, now);
    }

    void ended(int workers, long now) {
        idle.add(-workers, now);
    }

    void move(Account from, Account to, long now) {
        if (from != to) {
            from.add(-1, now);
            to.add(1, now);
        }
    }

    int workers(WorkerUse use) {
        return account(use).workers;
    }

    long nanos(WorkerUse use, long now) {
        Account account = account(use);
        account.add(0, now);
        return account.nanos;
    }

    private Account account(WorkerUse use) {
        Account account = accounts.get(use);
        if (account == null) {
            throw new IllegalStateException("no account of " + use);
        }
        return account;
    }
}
