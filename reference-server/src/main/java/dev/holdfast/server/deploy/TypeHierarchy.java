package dev.holdfast.server.deploy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;

/** Which classes of an application extend or implement which types, by their binary names. Filled while its class files are read, and asked after. */
final class TypeHierarchy {
    private static final String OBJECT = "java/lang/Object";

    private final Set<String> types = new HashSet<>();
    private final Map<String, Set<String>> directlyBeneath = new HashMap<>();

    /**
     * Takes note of a class.
     *
     * @throws RuntimeException if {@code classFile} is none, or of a version that is not known yet
     */
    void add(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        String name = binaryName(reader.getClassName());
        types.add(name);
        String superclass = reader.getSuperName();
        if (superclass != null && !superclass.equals(OBJECT)) {
            put(superclass, name);
        }
        for (String implemented : reader.getInterfaces()) {
            put(implemented, name);
        }
    }

    private void put(String supertype, String subtype) {
        directlyBeneath
                .computeIfAbsent(binaryName(supertype), unused -> new HashSet<>())
                .add(subtype);
    }

    /** Returns everything that extends or implements {@code type}, directly or not; {@code type} itself is not among it. */
    Set<String> beneath(String type) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            for (String subtype : directlyBeneath.getOrDefault(open.pop(), Set.of())) {
                if (!subtype.equals(type) && found.add(subtype)) {
                    open.push(subtype);
                }
            }
        }
        return found;
    }

    /** Returns the types that the application extends or implements and does not have itself. */
    Set<String> justOutside() {
        Set<String> outside = new LinkedHashSet<>(directlyBeneath.keySet());
        outside.removeAll(types);
        return outside;
    }

    private static String binaryName(String internalName) {
        return internalName.replace('/', '.');
    }
}
