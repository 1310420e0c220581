package dev.holdfast.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;

/** Everything logs through jboss-logging to java.util.logging, and from there to stderr, one line a record. */
final class Logs {
    /** Chatty about what we say ourselves or nobody asked. */
    private static final Map<String, Level> LEVELS = Map.of(
            "io.undertow",
            Level.WARNING,
            "org.xnio",
            Level.WARNING,
            "org.jboss.threads",
            Level.WARNING,
            "dev.holdfast.server.deploy",
            Level.WARNING,
            "org.apache.jasper",
            Level.WARNING,
            // Misses schemas that nothing here validates against, on every first page.
            "org.apache.tomcat.util.descriptor.DigesterFactory",
            Level.SEVERE);

    /** What must be heard even where an application replaces the handlers of the root logger, as bridges to other logging libraries do. */
    private static final List<String> OURS = List.of("dev.holdfast", "io.undertow", "org.xnio");

    /** Whose levels or handlers are set: java.util.logging forgets loggers nobody holds. */
    private static final List<Logger> HELD = new ArrayList<>();

    private Logs() {}

    /** Must run before the first class that logs is loaded: jboss-logging chooses its provider once, and so does java.util.logging its manager. */
    static void install() {
        System.setProperty("org.jboss.logging.provider", "jdk");
        System.setProperty("java.util.logging.manager", ToTheEnd.class.getName());
        LogManager.getLogManager().reset();
        // Pages log through Tomcat's JULI, which replaces every formatter unless this names a configuration.
        System.setProperty("java.util.logging.config.class", Logs.class.getName());
        Handler handler = new StandardError();
        Logger.getLogger("").addHandler(handler);
        for (String name : OURS) {
            Logger logger = Logger.getLogger(name);
            logger.addHandler(handler);
            logger.setUseParentHandlers(false);
            HELD.add(logger);
        }
        LEVELS.forEach((name, level) -> {
            Logger logger = Logger.getLogger(name);
            logger.setLevel(level);
            HELD.add(logger);
        });
        ToTheEnd.installed = true;
    }

    /** Goes on logging while the JVM exits, where java.util.logging stops at once: what is lost then is worth a line. */
    public static final class ToTheEnd extends LogManager {
        private static volatile boolean installed;

        @Override
        public void reset() {
            if (!installed) {
                super.reset();
            }
        }
    }

    /** Is no {@link java.util.logging.ConsoleHandler}: where there is none but one of those, Spring Boot takes the root logger for its own. */
    static final class StandardError extends StreamHandler {
        StandardError() {
            super(System.err, new CompactFormatter());
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
        }

        /** Leaves stderr open. */
        @Override
        public synchronized void close() {
            flush();
        }
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
