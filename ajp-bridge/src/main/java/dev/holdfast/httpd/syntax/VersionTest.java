package dev.holdfast.httpd.syntax;

/** The condition of IfVersion, as mod_version evaluates it: numbers that are not there are 0. */
final class VersionTest {
    private VersionTest() {}

    /** @throws IllegalArgumentException saying what is wrong with the condition */
    static boolean holds(String version, String condition) {
        String operator = "=";
        String operand = condition.strip();
        boolean negated = operand.startsWith("!");
        if (negated) {
            operand = operand.substring(1).strip();
        }
        for (String known : new String[] {"==", ">=", "<=", "=", ">", "<", "~"}) {
            if (operand.startsWith(known)) {
                operator = known;
                operand = operand.substring(known.length()).strip();
                break;
            }
        }
        return negated != holds(version, operator, operand);
    }

    private static boolean holds(String version, String operator, String operand) {
        boolean slashed = operand.length() > 1 && operand.startsWith("/") && operand.endsWith("/");
        if (operator.equals("~") || (slashed && operator.startsWith("="))) {
            String regex = slashed ? operand.substring(1, operand.length() - 1) : operand;
            return find(regex, version);
        }
        int order = compare(version, operand);
        return switch (operator) {
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            default -> order == 0;
        };
    }

    private static boolean find(String regex, String version) {
        Regex.Meaning meaning;
        try {
            meaning = new Regex(regex, RegexOptions.DEFAULT).meaning();
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "the regular expression is malformed: " + malformed.getMessage(), malformed);
        }
        if (meaning instanceof Regex.NotUnderstood unknown) {
            throw new IllegalArgumentException(
                    "the regular expression has " + unknown.construct() + ", which is not understood");
        }
        return ((Regex.Understood) meaning).pattern().matcher(version).find();
    }

    private static int compare(String version, String operand) {
        if (!operand.matches("\\d{1,9}(\\.\\d{1,9}){0,2}")) {
            throw new IllegalArgumentException("expected a version like 2.4.10");
        }
        String[] ours = version.split("\\.", -1);
        String[] theirs = operand.split("\\.", -1);
        for (int i = 0; i < 3; i++) {
            int mine = i < ours.length ? Integer.parseInt(ours[i]) : 0;
            int other = i < theirs.length ? Integer.parseInt(theirs[i]) : 0;
            if (mine != other) {
                return Integer.compare(mine, other);
            }
        }
        return 0;
    }
}
