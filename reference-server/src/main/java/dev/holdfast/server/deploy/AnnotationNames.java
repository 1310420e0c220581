package dev.holdfast.server.deploy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Annotation types, to be looked for among the bytes of class files, as {@link ClassReferences} does with those that always count. */
final class AnnotationNames {
    private final byte[][] descriptors;

    /**
     * Prepares to look.
     *
     * @param types of which those that are no annotations are left out
     */
    AnnotationNames(List<Class<?>> types) {
        descriptors = types.stream()
                .filter(Class::isAnnotation)
                .map(type -> type.descriptorString().getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** Returns whether {@code classFile} names one of them, as it does if it carries one. */
    boolean areIn(byte[] classFile) {
        if (descriptors.length == 0) {
            return false;
        }
        for (int i = 0; i < classFile.length; i++) {
            if (classFile[i] == 'L' && isAnyAt(classFile, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAnyAt(byte[] classFile, int start) {
        for (byte[] descriptor : descriptors) {
            int end = start + descriptor.length;
            if (end <= classFile.length && Arrays.equals(classFile, start, end, descriptor, 0, descriptor.length)) {
                return true;
            }
        }
        return false;
    }
}
