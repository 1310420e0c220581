package dev.holdfast.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;

/** How much of something is done, on a line of a terminal that it leaves empty. Any thread may tell it. */
final class ProgressBar implements DoubleConsumer {
    private static final int PERCENT = 100;
    private static final int WIDTH = 50;

    private final PrintWriter terminal;
    private final AtomicInteger shown = new AtomicInteger(-1);

    ProgressBar(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** @param done from 0 to 1 */
    @Override
    public void accept(double done) {
        int percent = (int) (done * PERCENT);
        int before = shown.get();
        if (percent > before && shown.compareAndSet(before, percent)) {
            draw(percent);
        }
    }

    private void draw(int percent) {
        int filled = percent * WIDTH / PERCENT;
        String line = "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + percent + " %";
        terminal.print(percent == PERCENT ? "\r" + " ".repeat(line.length()) + "\r" : "\r" + line);
        terminal.flush();
    }
}
