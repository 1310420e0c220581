package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the Locations of one path say about who may see it, in the words of httpd 2.4 and in those of 2.2 that mod_access_compat knows. */
final class LocationAccess {
    /** Directives and sections about access. */
    private static final Set<String> NAMES =
            Set.of("require", "requireall", "requireany", "requirenone", "authtype", "order", "allow", "deny");

    /** The Require of the last Location that has some, since httpd merges what its modules say each by itself. */
    private Words required = Words.NONE;
    /** Likewise of Order, Allow and Deny. */
    private Words hosts = Words.NONE;
    /** Likewise of AuthType. */
    private Words authTypes = Words.NONE;

    /**
     * A directive or section about access.
     *
     * @param limit the section about some methods that it is in; absent if it is for all
     */
    record Word(Node node, Optional<Origin> limit) {}

    /** What the last Location with words of one kind says with them. */
    private record Words(Optional<Origin> location, List<Word> said) {
        static final Words NONE = new Words(Optional.empty(), List.of());

        /** Returns these with {@code word} if they are of {@code section} too, else that alone. */
        Words with(Word word, Node.Section section) {
            Optional<Origin> in = Optional.of(section.origin());
            List<Word> all = new ArrayList<>(location.equals(in) ? said : List.of());
            all.add(word);
            return new Words(in, List.copyOf(all));
        }

        /** Returns these, or {@code others} where these say nothing. */
        Words or(Words others) {
            return said.isEmpty() ? others : this;
        }
    }

    /** What words come to, in whatever order they stand. Several Require beside each other are one RequireAny. */
    private record Sum(
            boolean authenticates,
            boolean requires,
            boolean grantsAll,
            boolean denies,
            boolean allowsAll,
            boolean deniesOthers) {
        static final Sum NOTHING = new Sum(false, false, false, false, false, false);

        static Sum of(Word word) {
            Node node = word.node();
            boolean require = isRequire(node);
            return new Sum(
                    node.is("AuthType"),
                    require,
                    require && grantsEverybody(node),
                    node.is("Deny"),
                    node.is("Allow") && says(node, "from all"),
                    node.is("Order") && !says(node, "deny,allow"));
        }

        Sum plus(Sum other) {
            return new Sum(
                    authenticates || other.authenticates,
                    requires || other.requires,
                    grantsAll || other.grantsAll,
                    denies || other.denies,
                    allowsAll || other.allowsAll,
                    deniesOthers || other.deniesOthers);
        }

        /** Whether everybody may come from every host. */
        boolean isOpen() {
            return (requires ? grantsAll : !authenticates) && everyHostIsAllowed();
        }

        /** {@code Order allow,deny} lets nobody in whom no Allow names, nor whom a Deny names; the other order everybody but those. */
        private boolean everyHostIsAllowed() {
            return deniesOthers ? allowsAll && !denies : allowsAll || !denies;
        }
    }

    /** Whether a directive or section of that name is about access. */
    static boolean isAbout(Node node) {
        return NAMES.contains(Values.lower(node.name()));
    }

    private static boolean isRequire(Node node) {
        return Values.lower(node.name()).startsWith("require");
    }

    /** Adds what {@code section} says; of an earlier Location with the same path only what this one has no words for is left. */
    void add(Word word, Node.Section section) {
        if (isRequire(word.node())) {
            required = required.with(word, section);
        } else if (word.node().is("AuthType")) {
            authTypes = authTypes.with(word, section);
        } else {
            hosts = hosts.with(word, section);
        }
    }

    /** Returns what holds where {@code main}, of the main server, is merged with this. */
    LocationAccess over(LocationAccess main) {
        LocationAccess merged = new LocationAccess();
        merged.required = required.or(main.required);
        merged.hosts = hosts.or(main.hosts);
        merged.authTypes = authTypes.or(main.authTypes);
        return merged;
    }

    /** The first directive or section that keeps somebody out, if only for some methods; absent if everybody may come. */
    Optional<Origin> guard() {
        Set<Optional<Origin>> closed = closedLimits();
        return words().filter(word -> closed.contains(word.limit()))
                .map(Word::node)
                .filter(node -> !isGrant(node) && !node.is("Allow"))
                .map(Node::origin)
                .min(Comparator.comparingInt(Origin::line));
    }

    private Stream<Word> words() {
        return Stream.of(required, hosts, authTypes).flatMap(words -> words.said().stream());
    }

    /**
     * The sections about some methods that keep somebody out, together with what is said for all; empty stands for that alone. What is said of
     * some methods may close the Location for them, and opens it for no other.
     */
    private Set<Optional<Origin>> closedLimits() {
        Map<Optional<Origin>, Sum> byLimit =
                words().collect(Collectors.toMap(Word::limit, Sum::of, Sum::plus, LinkedHashMap::new));
        Sum ofAll = byLimit.getOrDefault(Optional.<Origin>empty(), Sum.NOTHING);
        return byLimit.entrySet().stream()
                .filter(entry -> !ofAll.plus(entry.getValue()).isOpen())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean grantsEverybody(Node node) {
        if (!(node instanceof Node.Section section)) {
            return isGrant(node);
        }
        return switch (Values.lower(section.name())) {
            case "requireall" ->
                !section.children().isEmpty() && section.children().stream().allMatch(LocationAccess::grantsEverybody);
            case "requireany" -> section.children().stream().anyMatch(LocationAccess::grantsEverybody);
            default -> false;
        };
    }

    private static boolean isGrant(Node node) {
        return node.is("Require") && says(node, "all granted");
    }

    private static boolean says(Node node, String words) {
        return String.join(" ", node.words()).equalsIgnoreCase(words);
    }
}
