package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one Location says about who may see it, in the words of httpd 2.4 and in those of 2.2 that mod_access_compat knows. */
final class LocationAccess {
    /** Directives and sections about access. */
    private static final Set<String> NAMES =
            Set.of("require", "requireall", "requireany", "requirenone", "authtype", "order", "allow", "deny");

    private final Origin location;
    private final List<Node> said = new ArrayList<>();

    /** @param location where the Location begins */
    LocationAccess(Origin location) {
        this.location = location;
    }

    /** Whether a directive or section of that name is about access. */
    static boolean isAbout(Node node) {
        return NAMES.contains(Values.lower(node.name()));
    }

    /** Whether it is that of {@code section}, and not that of an earlier one with the same path. */
    boolean isOf(Node.Section section) {
        return location.equals(section.origin());
    }

    void add(Node node) {
        said.add(node);
    }

    /** The first directive or section that keeps somebody out; absent if everybody may come. */
    Optional<Origin> guard() {
        if (everybodyIsGranted() && everyHostIsAllowed()) {
            return Optional.empty();
        }
        return said.stream()
                .filter(node -> !isGrant(node) && !node.is("Allow"))
                .map(Node::origin)
                .findFirst();
    }

    /** Several Require beside each other are one RequireAny. */
    private boolean everybodyIsGranted() {
        List<Node> required = said.stream()
                .filter(node -> Values.lower(node.name()).startsWith("require"))
                .toList();
        return required.isEmpty()
                ? said.stream().noneMatch(node -> node.is("AuthType"))
                : required.stream().anyMatch(LocationAccess::grantsEverybody);
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
        boolean denies = said.stream().anyMatch(node -> node.is("Deny"));
        boolean allowsAll = said.stream().anyMatch(node -> node.is("Allow") && says(node, "from all"));
        boolean strict = said.stream().anyMatch(node -> node.is("Order") && !says(node, "deny,allow"));
        return strict ? allowsAll && !denies : allowsAll || !denies;
    }

    private static boolean says(Node node, String words) {
        return String.join(" ", node.words()).equalsIgnoreCase(words);
    }
}
