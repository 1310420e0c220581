package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** What the last Location with words of one kind says with them. */
    private record Words(Optional<Origin> location, List<Node> said) {
        static final Words NONE = new Words(Optional.empty(), List.of());

        /** Returns these with {@code node} if they are of {@code section} too, else that alone. */
        Words with(Node node, Node.Section section) {
            Optional<Origin> in = Optional.of(section.origin());
            List<Node> all = new ArrayList<>(location.equals(in) ? said : List.of());
            all.add(node);
            return new Words(in, List.copyOf(all));
        }

        /** Returns these, or {@code others} where these say nothing. */
        Words or(Words others) {
            return said.isEmpty() ? others : this;
        }
    }

    /** Whether a directive or section of that name is about access. */
    static boolean isAbout(Node node) {
        return NAMES.contains(Values.lower(node.name()));
    }

    /** Adds what {@code section} says; of an earlier Location with the same path only what this one has no words for is left. */
    void add(Node node, Node.Section section) {
        if (Values.lower(node.name()).startsWith("require")) {
            required = required.with(node, section);
        } else if (node.is("AuthType")) {
            authTypes = authTypes.with(node, section);
        } else {
            hosts = hosts.with(node, section);
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

    /** The first directive or section that keeps somebody out; absent if everybody may come. */
    Optional<Origin> guard() {
        if (everybodyIsGranted() && everyHostIsAllowed()) {
            return Optional.empty();
        }
        return Stream.of(required, hosts, authTypes)
                .flatMap(words -> words.said().stream())
                .filter(node -> !isGrant(node) && !node.is("Allow"))
                .map(Node::origin)
                .min(Comparator.comparingInt(Origin::line));
    }

    /** Several Require beside each other are one RequireAny. */
    private boolean everybodyIsGranted() {
        return required.said().isEmpty()
                ? authTypes.said().isEmpty()
                : required.said().stream().anyMatch(LocationAccess::grantsEverybody);
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

    /** {@code Order allow,deny} lets nobody in whom no Allow names, nor whom a Deny names; the other order everybody but those. */
    private boolean everyHostIsAllowed() {
        boolean denies = hosts.said().stream().anyMatch(node -> node.is("Deny"));
        boolean allowsAll = hosts.said().stream().anyMatch(node -> node.is("Allow") && says(node, "from all"));
        boolean strict = hosts.said().stream().anyMatch(node -> node.is("Order") && !says(node, "deny,allow"));
        return strict ? allowsAll && !denies : allowsAll || !denies;
    }

    private static boolean says(Node node, String words) {
        return String.join(" ", node.words()).equalsIgnoreCase(words);
    }
}
