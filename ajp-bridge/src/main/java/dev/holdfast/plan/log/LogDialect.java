package dev.holdfast.plan.log;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whose words a log format is in; they share most letters, and not their units. */
public enum LogDialect {
    /** Apache httpd 2.4: {@code %D} in microseconds, {@code %t} when the request line had been read. */
    HTTPD(1e-6, true),
    /** Tomcat 10.1 and later: {@code %D} in microseconds, {@code %t} when the response had been sent. */
    TOMCAT(1e-6, false),
    /** Tomcat up to 10.0: {@code %D} in milliseconds. */
    TOMCAT9(1e-3, false),
    /** Undertow and WildFly: {@code %D} in milliseconds, from the first byte of the request on. */
    UNDERTOW(1e-3, false);

    private final double secondsOfD;
    private final boolean timeIsBegin;

    LogDialect(double secondsOfD, boolean timeIsBegin) {
        this.secondsOfD = secondsOfD;
        this.timeIsBegin = timeIsBegin;
    }

    /** What a unit of {@code %D} is in seconds. */
    double secondsOfD() {
        return secondsOfD;
    }

    /** Whether {@code %t} is when the request began, or when it had ended. */
    boolean timeIsBegin() {
        return timeIsBegin;
    }

    /** Returns the dialect that {@code name} names in any case. */
    public static LogDialect of(String name) {
        for (LogDialect dialect : values()) {
            if (dialect.name().equalsIgnoreCase(name)) {
                return dialect;
            }
        }
        throw new IllegalArgumentException("must be " + legalNames() + ": " + name);
    }

    /** Returns the names, for messages. */
    public static String legalNames() {
        return Arrays.stream(values())
                .map(dialect -> dialect.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
