package dev.holdfast.lifetime.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the constant timeout that is the best for given idle times, exactly: only the moments at which something happens come into question. */
final class BestTimeouts {
    private final List<IdleTime> sorted;

    BestTimeouts(List<IdleTime> idleTimes) {
        sorted = new ArrayList<>(idleTimes);
        sorted.sort(Comparator.comparingLong(IdleTime::nanos));
    }

    long best(long breakEven, long longest) {
        double ended = 0;
        double bestCost = sorted.size();
        long best = 0;
        int open = sorted.size();
        int reused = 0;
        for (IdleTime idleTime : sorted) {
            if (idleTime.nanos() > longest) {
                break;
            }
            double held = idleTime.nanos() / (double) breakEven;
            open--;
            ended += held;
            reused += idleTime.leaves() ? 0 : 1;
            double cost = ended + open * held + (sorted.size() - reused);
            if (cost < bestCost) {
                bestCost = cost;
                best = idleTime.nanos();
            }
        }
        return best;
    }
}
