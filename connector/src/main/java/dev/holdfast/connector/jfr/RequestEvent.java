package dev.holdfast.connector.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A request; the fields are those of {@link dev.holdfast.connector.RequestRecord}. */
@Name("dev.holdfast.Request")
@Label("HTTP request")
@Description("A request that a handler answered, and where its time went")
@Category("Holdfast")
@StackTrace(false)
final class RequestEvent extends jdk.jfr.Event {
    @Label("Connection")
    long connection;

    @Label("Number on its connection")
    int number;

    @Label("Method")
    @Nullable
    String method;

    @Label("Target")
    @Nullable
    String target;

    @Label("Status")
    int status;

    @Label("Waited for first byte")
    @Timespan
    long waitNanos;

    @Label("Head")
    @Timespan
    long headNanos;

    @Label("Handler")
    @Timespan
    long handlerNanos;

    @Label("Response")
    @Timespan
    long responseNanos;

    @Label("Bytes received")
    @DataAmount
    long bytesReceived;

    @Label("Bytes sent")
    @DataAmount
    long bytesSent;

    @Label("Close reason")
    @Nullable
    String closeReason;
}
