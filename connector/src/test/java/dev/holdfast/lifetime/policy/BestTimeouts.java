package dev.holdfast.lifetime.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the constant timeout that would have been the best, exactly: only the moments at which something happens come into question. */
final class BestTimeouts {
    private BestTimeouts() {}

    static long best(List<IdleTime> idleTimes, long breakEven, long longest) {
        List<IdleTime> sorted = new ArrayList<>(idleTimes);
        sorted.sort(Comparator.comparingLong(IdleTime::nanos));
        double ended = 0;
        double cost = sorted.size();
        double bestCost = cost;
        long best = 0;
        int open = sorted.size();
        int reused = 0;
        for (IdleTime idleTime : sorted) {
            if (idleTime.nanos() > longest) {
                break;
            }
            open--;
            ended += idleTime.nanos() / (double) breakEven;
            reused += idleTime.leaves() ? 0 : 1;
            cost = ended + open * (idleTime.nanos() / (double) breakEven) + (sorted.size() - reused);
            if (cost < bestCost) {
                bestCost = cost;
                best = idleTime.nanos();
            }
        }
        return best;
    }
}
