package dev.holdfast.server.cli;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Environment variables of things that have names: the prefix, the name and a property, in capitals, with an underscore for what is neither letter nor
 * digit.
 *
 * @param what what such a thing is called
 * @param properties as keys have them
 * @param key makes one of a name and a property
 * @param small makes the name of a thing that is named nowhere else, out of small letters
 */
record NamedVariables(
        String prefix, String what, List<String> properties, BinaryOperator<String> key, UnaryOperator<String> small) {
    /**
     * Returns the key that the variable {@code variable}, which begins with the prefix, gives.
     *
     * @param named the things that are named elsewhere
     * @throws ConfigurationException if it is no property of such a thing, or may be of two
     */
    String key(String variable, Set<String> named) throws ConfigurationException {
        String rest = variable.substring(prefix.length());
        for (String property : properties) {
            String suffix = "_" + capitals(property);
            if (rest.endsWith(suffix) && rest.length() > suffix.length()) {
                String name = rest.substring(0, rest.length() - suffix.length());
                return key.apply(name(variable, name, named), property);
            }
        }
        String name = rest.contains("_") ? rest.substring(0, rest.lastIndexOf('_')) : "NAME";
        List<String> known = properties.stream()
                .map(property -> prefix + name + "_" + capitals(property))
                .toList();
        throw new ConfigurationException(
                "environment: unknown key " + variable + "; did you mean " + Spelling.nearest(variable, known) + "?");
    }

    private String name(String variable, String name, Set<String> named) throws ConfigurationException {
        List<String> meant =
                named.stream().filter(other -> capitals(other).equals(name)).toList();
        if (meant.size() > 1) {
            throw new ConfigurationException(
                    "environment variable " + variable + ": may be of the " + what + " " + String.join(" or ", meant));
        }
        return meant.isEmpty() ? small.apply(name.toLowerCase(Locale.ROOT)) : meant.get(0);
    }

    private static String capitals(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
