package dev.holdfast.server.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds web archives and libraries out of classes of these tests, texts and other archives. */
final class War {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    War file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    War file(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    War webXml(String body) {
        return webXml("", body);
    }

    War webXml(String attributes, String body) {
        return file("WEB-INF/web.xml", descriptor("web-app", attributes, body));
    }

    /** Adds classes to {@code WEB-INF/classes}, each with its nested classes. */
    War classes(Class<?>... classes) {
        return classes("WEB-INF/classes/", classes);
    }

    /** Adds classes to the root, as a library has them. */
    War libraryClasses(Class<?>... classes) {
        return classes("", classes);
    }

    War fragment(String body) {
        return file("META-INF/web-fragment.xml", descriptor("web-fragment", "", body));
    }

    War library(String fileName, War library) {
        return file("WEB-INF/lib/" + fileName, library.zip());
    }

    Path write(Path directory, String fileName) throws IOException {
        return Files.write(directory.resolve(fileName), zip());
    }

    Path explode(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            Path file = directory.resolve(entry.getKey());
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, entry.getValue());
        }
        return directory;
    }

    byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String descriptor(String root, String attributes, String body) {
        return "<?xml version='1.0' encoding='UTF-8'?>\n<" + root
                + " xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.1' " + attributes + ">\n"
                + body + "\n</" + root + ">\n";
    }

    private War classes(String prefix, Class<?>... classes) {
        for (Class<?> added : classes) {
            String name = added.getName().replace('.', '/') + ".class";
            try (InputStream in = War.class.getClassLoader().getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(name);
                }
                entries.put(prefix + name, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            classes(prefix, added.getDeclaredClasses());
        }
        return this;
    }
}
