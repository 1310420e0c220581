package dev.holdfast.server.cli;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.Spelling;
import dev.holdfast.words.MemberKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The environment variables of a gateway's back ends: {@code HOLDFAST_MEMBERS_NODE_1_LBFACTOR} is of the member that the command line, the file or
 * {@code --set} calls {@code node-1}, or any name that is the same in capitals with an underscore for what is neither letter nor digit. If there is none of
 * that kind, it is of one whose name is in small letters: {@code node_1}.
 */
final class MemberVariables {
    static final String PREFIX = "HOLDFAST_MEMBERS_";

    private MemberVariables() {}

    /**
     * Returns the key that the variable {@code variable}, which begins with {@link #PREFIX}, gives.
     *
     * @param named the members that are named elsewhere
     * @throws ConfigurationException if it is no word of a member, or may be of two
     */
    static String key(String variable, Set<String> named) throws ConfigurationException {
        String rest = variable.substring(PREFIX.length());
        for (MemberKey key : MemberKey.values()) {
            String suffix = "_" + capitals(key.toString());
            if (rest.endsWith(suffix) && rest.length() > suffix.length()) {
                return key.of(name(variable, rest.substring(0, rest.length() - suffix.length()), named));
            }
        }
        String name = rest.contains("_") ? rest.substring(0, rest.lastIndexOf('_')) : "NAME";
        List<String> known = new ArrayList<>();
        for (MemberKey key : MemberKey.values()) {
            known.add(PREFIX + name + "_" + capitals(key.toString()));
        }
        throw new ConfigurationException(
                "environment: unknown key " + variable + "; did you mean " + Spelling.nearest(variable, known) + "?");
    }

    private static String name(String variable, String name, Set<String> named) throws ConfigurationException {
        List<String> meant =
                named.stream().filter(other -> capitals(other).equals(name)).toList();
        if (meant.size() > 1) {
            throw new ConfigurationException(
                    "environment variable " + variable + ": may be of the member " + String.join(" or ", meant));
        }
        return meant.isEmpty() ? name.toLowerCase(Locale.ROOT) : meant.get(0);
    }

    private static String capitals(String text) {
        return text.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
