package dev.holdfast.server.sessions;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The attributes of a session as bytes, by Java's own serialisation, for that is what Servlet calls distributable. */
final class Attributes {
    private Attributes() {}

    /**
     * Writes what can be written. What attributes have in common, they have in common again when they are read.
     *
     * @param dropped told the name of each that cannot be
     */
    static byte[] write(Map<String, Object> attributes, Consumer<String> dropped) {
        HashMap<String, Object> left = new HashMap<>(attributes);
        try {
            return serialised(left);
        } catch (IOException | RuntimeException | Error someCannot) {
            left.entrySet().removeIf(attribute -> {
                boolean drop = !isWritable(attribute.getValue());
                if (drop) {
                    dropped.accept(attribute.getKey());
                }
                return drop;
            });
        }
        try {
            return serialised(left);
        } catch (IOException | RuntimeException | Error onlyApart) {
            left.keySet().forEach(dropped);
            return new byte[0];
        }
    }

    private static boolean isWritable(Object attribute) {
        try {
            serialised(attribute);
            return true;
        } catch (IOException | RuntimeException | Error cannot) {
            return false;
        }
    }

    private static byte[] serialised(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what was written.
     *
     * @param loader of the application; what it does not know is looked for among the server's own classes, for some attributes are the server's
     * @throws IOException if they cannot be read, because a class is gone or has changed
     */
    static Map<String, Object> read(byte[] bytes, ClassLoader loader) throws IOException {
        Map<String, Object> attributes = new HashMap<>();
        if (bytes.length == 0) {
            return attributes;
        }
        try (ObjectInputStream in = new ApplicationObjects(new ByteArrayInputStream(bytes), loader)) {
            if (in.readObject() instanceof Map<?, ?> read) {
                read.forEach((name, value) -> attributes.put(String.valueOf(name), value));
            }
            return attributes;
        } catch (ClassNotFoundException | RuntimeException | Error changed) {
            throw new InvalidClassException(String.valueOf(changed));
        }
    }

    /** Objects of an application's classes. */
    private static final class ApplicationObjects extends ObjectInputStream {
        private final ClassLoader loader;

        ApplicationObjects(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(described.getName(), false, loader);
            } catch (ClassNotFoundException notTheApplications) {
                return super.resolveClass(described);
            }
        }

        @Override
        protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
            List<Class<?>> interfaces = new ArrayList<>();
            for (String name : names) {
                interfaces.add(Class.forName(name, false, loader));
            }
            return Proxy.newProxyInstance(loader, interfaces.toArray(Class<?>[]::new), (proxy, method, args) -> null)
                    .getClass();
        }
    }
}
