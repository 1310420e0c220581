package dev.holdfast.connector.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A connection; the fields are those of {@link dev.holdfast.connector.ConnectionRecord}. */
@Name("dev.holdfast.Connection")
@Label("HTTP connection")
@Description("A connection that was closed, and why")
@Category("Holdfast")
@StackTrace(false)
final class ConnectionEvent extends jdk.jfr.Event {
    @Label("Number")
    long number;

    @Label("Peer")
    @Nullable
    String peer;

    @Label("Lifetime")
    @Timespan
    long durationNanos;

    @Label("Requests")
    int requests;

    @Label("Close reason")
    @Nullable
    String closeReason;

    @Label("Race victim")
    boolean raceVictim;

    @Label("Keep-alive decision")
    @Nullable
    String keepAliveDecision;
}
