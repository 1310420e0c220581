package dev.holdfast.server.deploy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Everything that one logger is told, with its stack traces, until closed. */
final class LogCapture extends Handler implements AutoCloseable {
    private final StringWriter text = new StringWriter();
    private final Logger logger;

    private LogCapture(Logger logger) {
        this.logger = logger;
    }

    static LogCapture of(String name) {
        LogCapture capture = new LogCapture(Logger.getLogger(name));
        capture.logger.addHandler(capture);
        return capture;
    }

    String text() {
        return text.toString();
    }

    @Override
    public void publish(LogRecord record) {
        PrintWriter writer = new PrintWriter(text);
        writer.println(record.getMessage());
        if (record.getThrown() != null) {
            record.getThrown().printStackTrace(writer);
        }
        writer.flush();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
