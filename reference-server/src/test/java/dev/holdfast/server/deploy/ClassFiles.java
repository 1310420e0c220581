package dev.holdfast.server.deploy;

import java.io.IOException;
import java.io.InputStream;

/** The class files of types that tests have. */
final class ClassFiles {
    private ClassFiles() {}

    static byte[] of(Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("there is no " + file);
            }
            return in.readAllBytes();
        }
    }
}
