package dev.holdfast.server.deployments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be done with the applications of a folder, look by look.
 *
 * <p>Something new or changed is due when it has its end and has not changed from one look to the next, so that what is still being copied is left
 * alone; at the first look, when it was modified two seconds ago or earlier. What lacks its end a minute after it was modified is due as well: to fail, and be
 * told of. What failed is not tried again before it changes.
 *
 * <p>Pure: no clock, no files, no thread. Not thread-safe.
 */
final class FolderMachine {
    /** How long ago something must have been modified to be taken at the first look. */
    static final long SETTLED_MILLIS = 2000;

    /** How long ago something without its end must have been modified for nobody to be copying it still. */
    static final long ABANDONED_MILLIS = 60_000;

    private final Map<String, Found> handled = new HashMap<>();
    private Map<String, Found> before = Map.of();
    private boolean first = true;

    /** Something to be done. */
    sealed interface Step permits Deploy, Undeploy, Refuse {
        /** Returns the file name it is about. */
        String name();
    }

    /** To be deployed, or deployed again if it is. */
    record Deploy(String name) implements Step {}

    /** Without its end, and not to be deployed; what is deployed of that name stays. */
    record Refuse(String name) implements Step {}

    /** To be undeployed, if it is deployed. */
    record Undeploy(String name) implements Step {}

    /**
     * Takes a look.
     *
     * @param present what is in the folder
     * @param busy names of what earlier steps are still at; nothing is to be done with those before they have come to an end
     * @param nowMillis since the epoch
     * @return what to do, undeployments first, each in the order of names
     */
    List<Step> look(List<Found> present, Set<String> busy, long nowMillis) {
        Map<String, Found> byName = new HashMap<>();
        present.forEach(found -> byName.put(found.name(), found));
        List<Step> steps = new ArrayList<>(gone(byName.keySet(), busy));
        byName.values().stream()
                .filter(found -> !busy.contains(found.name()))
                .filter(found -> !found.equals(handled.get(found.name())))
                .filter(found -> isSettled(found, nowMillis))
                .filter(found -> found.complete() || nowMillis - found.modifiedMillis() >= ABANDONED_MILLIS)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .forEach(due -> {
                    handled.put(due.name(), due);
                    steps.add(due.complete() ? new Deploy(due.name()) : new Refuse(due.name()));
                });
        before = byName;
        first = false;
        return steps;
    }

    private List<Step> gone(Set<String> present, Set<String> busy) {
        Set<String> gone = new HashSet<>(handled.keySet());
        gone.removeAll(present);
        gone.removeAll(busy);
        gone.forEach(handled::remove);
        return gone.stream().sorted().<Step>map(Undeploy::new).toList();
    }

    private boolean isSettled(Found found, long nowMillis) {
        return first ? nowMillis - found.modifiedMillis() >= SETTLED_MILLIS : found.equals(before.get(found.name()));
    }
}
