package dev.holdfast.undertowtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** Finds the suite's test classes as its own build does: by name, in reverse order of the alphabet. */
final class SuiteClasses {
    private static final Pattern TEST = Pattern.compile("(.*\\.)?(Test[^.]*|[^.]*(Test|Tests|TestCase))");

    private SuiteClasses() {}

    static List<String> in(Path suiteDirectory) throws IOException {
        try (Stream<Path> files = Files.walk(suiteDirectory)) {
            return files.map(file -> suiteDirectory.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && name.indexOf('$') < 0)
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .filter(name -> TEST.matcher(name).matches() && hasTests(name))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static boolean hasTests(String name) {
        try {
            Class<?> type = Class.forName(name, false, SuiteClasses.class.getClassLoader());
            return !Modifier.isAbstract(type.getModifiers())
                    && Arrays.stream(type.getMethods()).anyMatch(method -> method.isAnnotationPresent(Test.class));
        } catch (ClassNotFoundException | NoClassDefFoundError incomplete) {
            throw new UncheckedIOException(
                    new IOException("a class of the suite cannot be loaded: " + name, incomplete));
        }
    }
}
