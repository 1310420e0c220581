package dev.holdfast.it.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.connector.ConnectionStatistics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's half of the soak, in a process of its own so that what it holds can be told from what its clients hold. Takes the
 * keepAliveTimeout as its argument, says where it listens, and then answers each line on stdin with one on stdout; it ends with stdin.
 */
final class SoakServer {
    private SoakServer() {}

    /** Runs until stdin ends. */
    public static void main(String[] arguments) throws IOException {
        try (SoakConnector connector = new SoakConnector(Duration.parse(arguments[0]));
                NoiseMeter noise = new NoiseMeter();
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            say("listening " + connector.loadAddress().getPort() + " "
                    + connector.timedAddress().getPort());
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                switch (command) {
                    case "sample" -> say(sample(connector, noise));
                    case "collect" -> {
                        connector.closes().pausing(System::gc);
                        say(sample(connector, noise));
                    }
                    case "lateness" ->
                        say("lateness " + connector.closes().lateness() + "; at forced collections "
                                + connector.closes().latenessAtPauses() + "; noise " + noise.lateness());
                    case "timing", "not timing" -> {
                        connector.closes().timing(command.equals("timing"));
                        say(command);
                    }
                    default -> throw new IllegalArgumentException(command);
                }
            }
        }
    }

    /** Returns what the process holds now, as words of {@code name=number}. */
    private static String sample(SoakConnector connector, NoiseMeter noise) {
        List<String> words = new ArrayList<>();
        words.add("heap="
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        words.add("threads=" + ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            words.add("descriptors=" + system.getOpenFileDescriptorCount());
            words.add("maxDescriptors=" + system.getMaxFileDescriptorCount());
        }
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                words.add("direct=" + pool.getCount());
            }
        }
        words.add("pooled=" + connector.buffersOut());
        ConnectionStatistics statistics = connector.statistics();
        words.add("accepted=" + statistics.accepted());
        words.add("open=" + statistics.open());
        words.add("requests=" + statistics.requests());
        words.add("refused=" + statistics.refused());
        words.add("raceVictims=" + statistics.raceVictims());
        statistics.closed().forEach((reason, count) -> words.add(reason + "=" + count));
        words.add("timed=" + connector.closes().lateness().count());
        words.add("early=" + connector.closes().early());
        words.add("late99=" + connector.closes().lateness().percentileNanos(0.99));
        words.add("noise=" + noise.takeMaxNanos());
        words.add("noise99=" + noise.lateness().percentileNanos(0.99));
        words.add("noise999=" + noise.lateness().percentileNanos(0.999));
        return String.join(" ", words);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
