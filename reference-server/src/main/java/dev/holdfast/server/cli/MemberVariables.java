package dev.holdfast.server.cli;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.words.MemberKey;
import java.util.Arrays;
import java.util.Set;

/**
 * The environment variables of a gateway's back ends: {@code HOLDFAST_MEMBERS_NODE_1_LBFACTOR} is of the member that the command line, the file or
 * {@code --set} calls {@code node-1}, or any name that is the same in capitals with an underscore for what is neither letter nor digit. If there is none of
 * that kind, it is of one whose name is in small letters: {@code node_1}.
 */
final class MemberVariables {
    static final String PREFIX = "HOLDFAST_MEMBERS_";

    private static final NamedVariables VARIABLES = new NamedVariables(
            PREFIX,
            "member",
            Arrays.stream(MemberKey.values()).map(MemberKey::toString).toList(),
            (name, word) -> MemberKey.SECTION + name + "." + word,
            name -> name);

    private MemberVariables() {}

    /** As {@link NamedVariables#key}. */
    static String key(String variable, Set<String> named) throws ConfigurationException {
        return VARIABLES.key(variable, named);
    }
}
