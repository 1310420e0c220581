package dev.holdfast.plan.log;

import dev.holdfast.plan.solve.LawFit;
import dev.holdfast.plan.solve.LifeTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a log's requests what a model needs, in one pass. Connections are put together by what the format has: client and port; else by
 * {@code %k}, which counts a connection's requests, among those of the same client and process. Not thread-safe.
 */
public final class LogFit {
    /** Idle connections are forgotten after this, if the server's own timeout is not known. */
    private static final double HORIZON = 600;

    private static final int MOST_KEYS = 100_000;
    private static final int MOST_CONNECTIONS_PER_KEY = 256;
    private static final int MINUTES = 60;
    private static final int FEWEST_GAPS = 20;
    /** What clocks that write whole seconds, or a little late, make of a gap of nothing. */
    private static final double CLOCK_SLACK = 1;
    /** What httpd's {@code %T} tells of a duration. */
    private static final double WHOLE_SECOND = 1;

    /** What a server waits at most for a client to close, before it closes. */
    private static final double LINGER = 2;

    private static final double PORT_REUSE = 60;

    /** A part of the requests that may be due to clocks. */
    private static final double SELDOM = 0.001;

    private final LogFormat format;
    private final OptionalDouble keepAliveTimeout;
    private final boolean countsRequests;
    private final boolean knowsPorts;
    private final LifeTable durations = new LifeTable(1e-6, 3600, 16);
    private final LifeTable gaps = LifeTable.ofGaps();
    private final Map<String, Deque<Connection>> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Double> lastSeen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
            return size() > MOST_KEYS;
        }
    };
    private final Set<String> clients = new HashSet<>();
    private final Map<String, Double> busyUntil = new HashMap<>();
    private long atOnce;
    private final long[] ofMinute = new long[MINUTES];

    private long requests;
    private long failures;
    private long connections;
    private long returning;
    private long unmatched;
    private long kept;
    private long withStatus;
    private long overlapping;
    private long forgotten;
    private long overdue;
    private double busySeconds;
    private boolean wholeDurations = true;
    private double heldSeconds;
    private double first = Double.POSITIVE_INFINITY;
    private double last = Double.NEGATIVE_INFINITY;
    private long second = Long.MIN_VALUE;
    private long inSecond;
    private double seconds;
    private double sumOfSeconds;
    private double sumOfSquaredSeconds;
    private long minute = Long.MIN_VALUE;
    private long inHour;
    private long busiestHour;

    /** A connection that may still be used. */
    private static final class Connection {
        private long requestsBefore;
        private double lastEnd;

        Connection(long requestsBefore, double lastEnd) {
            this.requestsBefore = requestsBefore;
            this.lastEnd = lastEnd;
        }
    }

    /**
     * Begins.
     *
     * @param keepAliveTimeout of the server in seconds, if it is known: a longer gap on one connection cannot be in the log
     */
    public LogFit(LogFormat format, OptionalDouble keepAliveTimeout) {
        this.format = format;
        this.keepAliveTimeout = keepAliveTimeout;
        this.countsRequests = format.fields().contains(LogField.REQUESTS_BEFORE);
        this.knowsPorts = format.fields().contains(LogField.CLIENT_PORT);
    }

    /** Takes the next request, in the order of the log. */
    public void add(LogEntry entry) {
        requests++;
        failures += entry.status() >= 500 ? 1 : 0;
        first = Math.min(first, entry.begin());
        last = Math.max(last, entry.end());
        if (!Double.isNaN(entry.duration())) {
            durations.ended(entry.duration());
            wholeDurations &= entry.duration() == Math.rint(entry.duration());
            busySeconds += entry.duration();
        }
        if (entry.connectionStatus() != 0) {
            withStatus++;
            kept += entry.connectionStatus() == '+' ? 1 : 0;
        }
        count(entry.end());
        client(entry);
        connection(entry);
    }

    /** Clients who ask twice at a time are several users, or one with several connections. */
    private void client(LogEntry entry) {
        if (clients.size() > MOST_KEYS) {
            return;
        }
        clients.add(entry.client());
        double slack = format.isWholeSeconds() ? CLOCK_SLACK : 0;
        Double until = busyUntil.get(entry.client());
        if (until != null && entry.begin() + slack < until) {
            atOnce++;
        }
        busyUntil.put(entry.client(), until == null ? entry.end() : Math.max(until, entry.end()));
    }

    /** Returns how many users there are at most, if each is seen to be a client of its own. */
    private OptionalInt mostUsers() {
        boolean apart = format.fields().contains(LogField.CLIENT)
                && clients.size() <= MOST_KEYS
                && durations.count() > 0
                && atOnce <= SELDOM * requests;
        return apart ? OptionalInt.of(clients.size()) : OptionalInt.empty();
    }

    private void count(double at) {
        long now = (long) Math.floor(at);
        if (now > second) {
            closeSecond(Math.min(now - second, 1_000_000));
            second = now;
        }
        inSecond++;
        long nowMinute = Math.floorDiv(now, (long) MINUTES);
        if (nowMinute > minute) {
            long skipped = minute == Long.MIN_VALUE ? MINUTES : Math.min(MINUTES, nowMinute - minute);
            for (long i = 0; i < skipped; i++) {
                int slot = (int) Math.floorMod(nowMinute - i, (long) MINUTES);
                inHour -= ofMinute[slot];
                ofMinute[slot] = 0;
            }
            minute = nowMinute;
        }
        ofMinute[(int) Math.floorMod(minute, (long) MINUTES)]++;
        busiestHour = Math.max(busiestHour, ++inHour);
    }

    private void closeSecond(long passed) {
        if (second != Long.MIN_VALUE) {
            seconds += passed;
            sumOfSeconds += inSecond;
            sumOfSquaredSeconds += (double) inSecond * inSecond;
        }
        inSecond = 0;
    }

    private void connection(LogEntry entry) {
        if (!countsRequests && !knowsPorts) {
            betweenRequestsOf(entry);
            return;
        }
        String key = entry.client() + '|' + entry.port() + '|' + entry.worker();
        Deque<Connection> candidates = open.computeIfAbsent(key, k -> new ArrayDeque<>());
        Connection connection = find(candidates, entry);
        if (connection == null) {
            connection = begin(candidates, entry);
        } else {
            double gap = entry.begin() - connection.lastEnd;
            heldSeconds += gap(gap);
        }
        heldSeconds += Double.isNaN(entry.duration()) ? 0 : entry.duration();
        connection.requestsBefore = Math.max(connection.requestsBefore, entry.requestsBefore());
        connection.lastEnd = entry.end();
        lastSeen.put(entry.client(), entry.end());
        if (entry.connectionStatus() == '-' || entry.connectionStatus() == 'X') {
            candidates.remove(connection);
        }
        if (open.size() > MOST_KEYS) {
            forgetEldest();
        }
    }

    private @Nullable Connection find(Deque<Connection> candidates, LogEntry entry) {
        if (countsRequests && entry.requestsBefore() == 0) {
            return null;
        }
        Connection best = null;
        boolean late = false;
        for (Iterator<Connection> i = candidates.iterator(); i.hasNext(); ) {
            Connection each = i.next();
            if (entry.begin() - each.lastEnd > horizon() + CLOCK_SLACK) {
                late |= isOverdue(each, entry);
                i.remove();
                end(horizon());
            } else if (each.lastEnd <= entry.begin() + CLOCK_SLACK
                    && fits(each, entry)
                    && (best == null || each.lastEnd > best.lastEnd)) {
                best = each;
            }
        }
        overdue += best == null && late ? 1 : 0;
        return best;
    }

    /** Whether it is the next request of a connection that the server must have closed. Ports come again, but not so soon. */
    private boolean isOverdue(Connection connection, LogEntry entry) {
        double late = entry.begin() - connection.lastEnd - horizon();
        return keepAliveTimeout.isPresent()
                && late > LINGER + CLOCK_SLACK
                && late < PORT_REUSE
                && fits(connection, entry);
    }

    /** httpd repeats the number of the request before in the last one of a connection that the client closes. */
    private boolean fits(Connection connection, LogEntry entry) {
        return !countsRequests
                || entry.requestsBefore() == connection.requestsBefore + 1
                || (entry.requestsBefore() == connection.requestsBefore && entry.connectionStatus() == '-');
    }

    private Connection begin(Deque<Connection> candidates, LogEntry entry) {
        if (countsRequests && entry.requestsBefore() > 0) {
            unmatched++;
        } else {
            connections++;
            Double before = lastSeen.get(entry.client());
            if (before != null && entry.begin() - before < HORIZON) {
                returning++;
            }
        }
        if (candidates.size() >= MOST_CONNECTIONS_PER_KEY) {
            candidates.removeFirst();
            forgotten++;
        }
        Connection connection = new Connection(Math.max(0, entry.requestsBefore()), entry.end());
        candidates.addLast(connection);
        return connection;
    }

    private void forgetEldest() {
        Iterator<Deque<Connection>> eldest = open.values().iterator();
        Deque<Connection> gone = eldest.next();
        gone.forEach(connection -> endAt(connection, last));
        eldest.remove();
        forgotten += gone.size();
    }

    private void betweenRequestsOf(LogEntry entry) {
        Double before = lastSeen.put(entry.client(), entry.end());
        if (before == null) {
            return;
        }
        double gap = entry.begin() - before;
        if (gap < -CLOCK_SLACK) {
            overlapping++;
        } else if (gap < HORIZON) {
            gap(gap);
        }
    }

    /** Takes a gap, and returns it without what cannot be. */
    private double gap(double seconds) {
        double possible = Math.max(0, seconds);
        if (!format.isWholeSeconds()) {
            gaps.ended(possible);
            return possible;
        }
        gaps.ended(seconds, Math.min(possible, Math.max(0, horizon())));
        return seconds;
    }

    private double horizon() {
        return keepAliveTimeout.orElse(HORIZON);
    }

    /** The connection was closed after that idle time, and what would have come nobody knows. */
    private void end(double idle) {
        gaps.cut(idle);
        heldSeconds += keepAliveTimeout.isPresent() ? idle : 0;
    }

    private void endAt(Connection connection, double now) {
        end(Math.max(0, Math.min(horizon(), now - connection.lastEnd)));
    }

    /**
     * Draws the conclusions. To be called once.
     *
     * @throws IllegalArgumentException if there was no request
     */
    public LogFacts finish() {
        if (requests == 0) {
            throw new IllegalArgumentException("there is no request in the log");
        }
        for (Deque<Connection> connectionsOfKey : open.values()) {
            connectionsOfKey.forEach(connection -> endAt(connection, last));
        }
        closeSecond(1);
        double span = Math.max(1, last - first);
        Missing missing = new Missing();
        Optional<LawFit> service = service();
        boolean connectionsKnown = countsRequests || knowsPorts;
        Optional<LawFit> fitted = gaps.count() < FEWEST_GAPS
                ? Optional.empty()
                : Optional.of(LawFit.of(gaps, format.isWholeSeconds() ? CLOCK_SLACK : 0));
        Optional<LawFit> think = fitted.filter(fit -> !fit.isFar());
        return new LogFacts(
                requests,
                span,
                requests / span,
                span < 3600 ? requests / span : busiestHour / 3600.0,
                dispersion(),
                (double) failures / requests,
                service,
                think,
                gaps,
                format.isWholeSeconds() ? CLOCK_SLACK : 0,
                connectionsKnown && connections > 0
                        ? OptionalDouble.of(Math.max(1, (double) (requests - unmatched) / connections))
                        : OptionalDouble.empty(),
                connectionsKnown && connections > 0 ? OptionalDouble.of(connections / span) : OptionalDouble.empty(),
                connectionsKnown && keepAliveTimeout.isPresent()
                        ? OptionalDouble.of(heldSeconds / span)
                        : OptionalDouble.empty(),
                service.isPresent()
                        ? OptionalDouble.of(
                                wholeDurations()
                                        ? requests / span * service.get().law().mean()
                                        : busySeconds / span)
                        : OptionalDouble.empty(),
                connections > 0 ? OptionalDouble.of((double) returning / connections) : OptionalDouble.empty(),
                withStatus > 0 ? OptionalDouble.of((double) kept / withStatus) : OptionalDouble.empty(),
                overdue,
                mostUsers(),
                missing.find(fitted));
    }

    private Optional<LawFit> service() {
        if (durations.count() == 0) {
            return Optional.empty();
        }
        if (!wholeDurations()) {
            return Optional.of(LawFit.of(durations));
        }
        return durations.mean() == 0 ? Optional.empty() : Optional.of(LawFit.ofWholeTicks(durations, WHOLE_SECOND));
    }

    private boolean wholeDurations() {
        return format.hasWholeSecondsOfDurations() && wholeDurations;
    }

    /** Variance by mean of the requests in a second: 1 where they come independently of each other. */
    private double dispersion() {
        double mean = sumOfSeconds / seconds;
        return mean == 0 ? 0 : (sumOfSquaredSeconds / seconds - mean * mean) / mean;
    }

    /** What could not be told, and what would tell it. */
    private final class Missing {
        private final List<String> reasons = new ArrayList<>();

        List<String> find(Optional<LawFit> think) {
            Set<LogField> fields = format.fields();
            if (durations.count() == 0) {
                reasons.add("service time: the format has neither %D nor %T");
            } else if (wholeDurations()) {
                reasons.add("service times below a second: %T has whole seconds only; %D would tell");
            }
            if (!countsRequests && !knowsPorts) {
                reasons.add(
                        format.dialect() == LogDialect.HTTPD
                                ? "requests per connection: the format has neither %k nor %{remote}p"
                                : "requests per connection: the format has no %{remote}p");
                reasons.add("reuse gaps: gaps between requests of the same client address stand for them");
            }
            if (!fields.contains(LogField.CLIENT) && !knowsPorts) {
                reasons.add("clients: the format has neither %h nor %a, so all requests seem to be one client's");
            }
            if (think.filter(LawFit::isFar).isPresent()) {
                reasons.add("think time: could not be fitted: " + think.get().evidence() + ", which is too far"
                        + (format.isWholeSeconds() ? "; times are whole seconds, %{usec}t would tell more" : ""));
            }
            if (think.isEmpty()) {
                reasons.add("think time: only " + gaps.count() + " connections were used again");
            }
            if (format.isWholeSeconds() && think.isPresent()) {
                reasons.add("gaps below a second: times are whole seconds; %{usec}t or %{msec}t would tell");
            }
            if (keepAliveTimeout.isEmpty()) {
                reasons.add("what the server cut off: its keep-alive timeout is not known, gaps of up to "
                        + (long) HORIZON + " s were waited for");
            }
            if (unmatched > 0) {
                reasons.add(
                        unmatched
                                + " requests of connections that had begun before the log, or whose request before is not in it");
            }
            if (overlapping > 0) {
                reasons.add(
                        overlapping
                                + " requests overlap others of their client address: several users or connections are behind it");
            }
            if (forgotten > 0) {
                reasons.add(forgotten + " connections were forgotten, because there were too many at a time");
            }
            reasons.add("connections that clients closed while idle: no log tells when");
            return reasons;
        }
    }
}
