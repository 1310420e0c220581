package dev.holdfast.server.deploy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which web fragments are merged and their initializers run (Servlet specification 8.2.2).
 *
 * <p>Relative order is a directed graph: an edge {@code a -> b} says that {@code a} comes first. Whoever precedes a fragment that wants to be
 * before all others must itself be early, and whoever follows one that wants to be after all others must be late; each of the three groups is
 * then sorted on its own, by jar name where the graph leaves a choice.
 */
final class FragmentOrder {
    private FragmentOrder() {}

    /**
     * The ordering one jar asks for.
     *
     * @param jar the jar's file name, unique
     * @param name its fragment's {@code <name>}, or the empty string
     * @param after the names it wants to come after
     * @param before the names it wants to come before
     * @param afterOthers whether it wants to come after all others
     * @param beforeOthers whether it wants to come before all others
     */
    record Wish(
            String jar, String name, Set<String> after, Set<String> before, boolean afterOthers, boolean beforeOthers) {
        Wish {
            after = Set.copyOf(after);
            before = Set.copyOf(before);
        }

        static Wish none(String jar) {
            return new Wish(jar, "", Set.of(), Set.of(), false, false);
        }
    }

    /** Stands for {@code <others/>} in an absolute ordering; no fragment can have this name. */
    static final String OTHERS = "<others/>";

    /** Returns the jars that {@code absolute} names, in its order; without {@link #OTHERS} in it, all jars it does not name are left out. */
    static List<String> absolute(List<Wish> wishes, List<String> absolute) {
        Set<String> named = new HashSet<>(absolute);
        Set<String> jars = new LinkedHashSet<>();
        for (String name : absolute) {
            for (Wish wish : byJar(wishes)) {
                boolean other = wish.name().isEmpty() || !named.contains(wish.name());
                if (name.equals(OTHERS) ? other : name.equals(wish.name())) {
                    jars.add(wish.jar());
                }
            }
        }
        return List.copyOf(jars);
    }

    /**
     * Returns all jars in an order that grants every wish.
     *
     * @throws Fault if two fragments have one name, or the wishes contradict each other
     */
    static List<String> relative(List<Wish> wishes) {
        Map<String, Wish> named = byName(wishes);
        Map<String, Set<String>> successors = successors(wishes, named);
        Set<String> early = closure(jars(wishes, true), inverse(successors));
        Set<String> late = closure(jars(wishes, false), successors);
        for (String jar : early) {
            if (late.contains(jar)) {
                throw Fault.of("the ordering asks for it to be both before and after all others")
                        .at(place(jar));
            }
        }
        List<String> order = new ArrayList<>();
        List<Wish> sorted = byJar(wishes);
        order.addAll(sort(sorted.stream().map(Wish::jar).filter(early::contains).toList(), successors));
        order.addAll(sort(
                sorted.stream()
                        .map(Wish::jar)
                        .filter(jar -> !early.contains(jar) && !late.contains(jar))
                        .toList(),
                successors));
        order.addAll(sort(sorted.stream().map(Wish::jar).filter(late::contains).toList(), successors));
        return order;
    }

    private static Map<String, Wish> byName(List<Wish> wishes) {
        Map<String, Wish> named = new HashMap<>();
        for (Wish wish : wishes) {
            Wish other = wish.name().isEmpty() ? null : named.put(wish.name(), wish);
            if (other != null) {
                throw Fault.of("has the name '" + wish.name() + "', and so has that of " + other.jar())
                        .at(place(wish.jar()));
            }
        }
        return named;
    }

    private static Map<String, Set<String>> successors(List<Wish> wishes, Map<String, Wish> named) {
        Map<String, Set<String>> successors = new HashMap<>();
        for (Wish wish : wishes) {
            for (String name : wish.before()) {
                addEdge(successors, wish, named.get(name));
            }
            for (String name : wish.after()) {
                addEdge(successors, named.get(name), wish);
            }
        }
        return successors;
    }

    /** A wish about a fragment that is not there is granted by doing nothing. */
    private static void addEdge(Map<String, Set<String>> successors, @Nullable Wish from, @Nullable Wish to) {
        if (from != null && to != null) {
            successors.computeIfAbsent(from.jar(), jar -> new HashSet<>()).add(to.jar());
        }
    }

    private static Map<String, Set<String>> inverse(Map<String, Set<String>> successors) {
        Map<String, Set<String>> predecessors = new HashMap<>();
        successors.forEach((from, all) -> all.forEach(
                to -> predecessors.computeIfAbsent(to, jar -> new HashSet<>()).add(from)));
        return predecessors;
    }

    private static Set<String> jars(List<Wish> wishes, boolean early) {
        Set<String> jars = new HashSet<>();
        for (Wish wish : wishes) {
            if (early ? wish.beforeOthers() : wish.afterOthers()) {
                jars.add(wish.jar());
            }
        }
        return jars;
    }

    private static Set<String> closure(Set<String> start, Map<String, Set<String>> edges) {
        Set<String> reached = new HashSet<>(start);
        List<String> toVisit = new ArrayList<>(start);
        while (!toVisit.isEmpty()) {
            for (String next : edges.getOrDefault(toVisit.remove(toVisit.size() - 1), Set.of())) {
                if (reached.add(next)) {
                    toVisit.add(next);
                }
            }
        }
        return reached;
    }

    private static List<String> sort(List<String> jars, Map<String, Set<String>> successors) {
        List<String> left = new ArrayList<>(jars);
        List<String> sorted = new ArrayList<>();
        while (!left.isEmpty()) {
            String next = left.stream()
                    .filter(jar -> left.stream()
                            .noneMatch(other ->
                                    successors.getOrDefault(other, Set.of()).contains(jar)))
                    .findFirst()
                    .orElseThrow(
                            () -> Fault.of("the ordering of these fragments is circular: " + String.join(", ", left)));
            left.remove(next);
            sorted.add(next);
        }
        return sorted;
    }

    private static List<Wish> byJar(List<Wish> wishes) {
        return wishes.stream().sorted(Comparator.comparing(Wish::jar)).toList();
    }

    private static String place(String jar) {
        return "WEB-INF/lib/" + jar + "!/" + LibraryJar.FRAGMENT;
    }
}
