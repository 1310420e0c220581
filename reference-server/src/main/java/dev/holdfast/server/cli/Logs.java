package dev.holdfast.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Everything logs through jboss-logging to java.util.logging, and from there to stderr, one line a record. */
final class Logs {
    /** Chatty about what we say ourselves or nobody asked; held here because java.util.logging forgets loggers nobody holds. */
    private static final Map<Logger, Level> LEVELS = Map.of(
            Logger.getLogger("io.undertow"),
            Level.WARNING,
            Logger.getLogger("org.xnio"),
            Level.WARNING,
            Logger.getLogger("org.jboss.threads"),
            Level.WARNING,
            Logger.getLogger("dev.holdfast.server.deploy"),
            Level.WARNING,
            Logger.getLogger("org.apache.jasper"),
            Level.WARNING,
            // Misses schemas that nothing here validates against, on every first page.
            Logger.getLogger("org.apache.tomcat.util.descriptor.DigesterFactory"),
            Level.SEVERE);

    private Logs() {}

    /** Must run before the first class that logs is loaded: jboss-logging chooses its provider once. */
    static void install() {
        System.setProperty("org.jboss.logging.provider", "jdk");
        LogManager.getLogManager().reset();
        // Pages log through Tomcat's JULI, which replaces every formatter unless this names a configuration.
        System.setProperty("java.util.logging.config.class", Logs.class.getName());
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new CompactFormatter());
        Logger.getLogger("").addHandler(handler);
        LEVELS.forEach(Logger::setLevel);
    }

    /** {@code 12:34:56.789 WARNING io.undertow.request: message}, and the stack trace of a throwable below it. */
    static final class CompactFormatter extends Formatter {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

        private final ZoneId zone;

        CompactFormatter() {
            this(ZoneId.systemDefault());
        }

        CompactFormatter(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public String format(LogRecord record) {
            return time(record.getInstant()) + " " + record.getLevel().getName() + " " + record.getLoggerName() + ": "
                    + formatMessage(record) + "\n" + stackTrace(record.getThrown());
        }

        private String time(Instant instant) {
            return TIME.format(instant.atZone(zone));
        }

        private static String stackTrace(@Nullable Throwable thrown) {
            if (thrown == null) {
                return "";
            }
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }
}
