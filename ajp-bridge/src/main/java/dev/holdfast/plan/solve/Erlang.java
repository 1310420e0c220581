package dev.holdfast.plan.solve;

/** Erlang's two formulas; {@code load} is arrival rate times service time, in servers. */
public final class Erlang {
    private Erlang() {}

    /**
     * Returns Erlang B: the part of Poisson arrivals that finds all servers busy and is lost, whatever the distribution of service times.
     *
     * @param servers 0 or more
     * @param load 0 or more
     */
    public static double b(int servers, double load) {
        requireQueue(servers, 0, load);
        double blocked = 1;
        for (int n = 1; n <= servers; n++) {
            blocked = load * blocked / (n + load * blocked);
        }
        return blocked;
    }

    /**
     * Returns Erlang C: the part of Poisson arrivals that has to wait, with exponential service times; 1 where load reaches servers.
     *
     * @param servers 1 or more
     * @param load 0 or more
     */
    public static double c(int servers, double load) {
        requireQueue(servers, 1, load);
        if (load >= servers) {
            return 1;
        }
        double blocked = b(servers, load);
        return servers * blocked / (servers - load * (1 - blocked));
    }

    /** Returns the least number of servers of which at most {@code waiting} (above 0, below 1) of the arrivals wait. */
    public static int serversFor(double load, double waiting) {
        if (!(waiting > 0 && waiting < 1)) {
            throw new IllegalArgumentException("waiting must be above 0 and below 1: " + waiting);
        }
        int servers = Math.max(1, (int) Math.floor(load) + 1);
        while (c(servers, load) > waiting) {
            servers++;
        }
        return servers;
    }

    private static void requireQueue(int servers, int least, double load) {
        if (servers < least || !(load >= 0)) {
            throw new IllegalArgumentException(
                    "there must be " + least + " or more servers and a load of 0 or more: " + servers + ", " + load);
        }
    }
}
