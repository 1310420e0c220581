package dev.holdfast.server.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What one jar of {@code WEB-INF/lib} contributes besides its classes, learnt from its table of contents.
 *
 * @param path the jar
 * @param hasFragment whether it has a {@code META-INF/web-fragment.xml}
 * @param hasResources whether it has files beneath {@code META-INF/resources}
 * @param hasPages whether any of those files is a page
 * @param hasTagLibraries whether it has a tag library descriptor beneath {@code META-INF}
 * @param hasBeans whether it has a {@code META-INF/beans.xml}
 * @param hasBeanContainer whether it is, or has in it, an implementation of CDI
 * @param initializers the servlet container initializers it provides, in the order it lists them
 */
record LibraryJar(
        Path path,
        boolean hasFragment,
        boolean hasResources,
        boolean hasPages,
        boolean hasTagLibraries,
        boolean hasBeans,
        boolean hasBeanContainer,
        List<String> initializers) {
    static final String FRAGMENT = "META-INF/web-fragment.xml";
    static final String RESOURCES = "META-INF/resources/";
    static final String INITIALIZERS = "META-INF/services/jakarta.servlet.ServletContainerInitializer";

    LibraryJar {
        initializers = List.copyOf(initializers);
    }

    /**
     * Reads the table of contents of {@code jar}.
     *
     * @throws Fault naming the jar, if it cannot be read
     */
    static LibraryJar read(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            boolean resources = false;
            boolean pages = false;
            boolean tagLibraries = false;
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName();
                if (name.startsWith("META-INF/")) {
                    boolean resource = name.startsWith(RESOURCES) && !name.endsWith("/");
                    resources |= resource;
                    pages |= resource && PageFiles.isPage(name);
                    tagLibraries |= name.endsWith(".tld");
                }
            }
            return new LibraryJar(
                    jar,
                    zip.getEntry(FRAGMENT) != null,
                    resources,
                    pages,
                    tagLibraries,
                    zip.getEntry(BeanArchives.IN_LIBRARY) != null,
                    BeanArchives.CONTAINERS.stream().anyMatch(entry -> zip.getEntry(entry) != null),
                    providers(zip));
        } catch (IOException e) {
            throw Fault.of("the library cannot be read", e).at("WEB-INF/lib/" + jar.getFileName());
        }
    }

    /** Returns the jar's file name, which is what messages and the order of unordered fragments use. */
    String name() {
        return String.valueOf(path.getFileName());
    }

    private static List<String> providers(ZipFile zip) throws IOException {
        ZipEntry services = zip.getEntry(INITIALIZERS);
        if (services == null) {
            return List.of();
        }
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(zip.getInputStream(services), StandardCharsets.UTF_8))) {
            return providers(reader);
        }
    }

    /** Returns the class names of a provider-configuration file, by the rules of {@link java.util.ServiceLoader}. */
    static List<String> providers(BufferedReader configuration) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line = configuration.readLine(); line != null; line = configuration.readLine()) {
            int comment = line.indexOf('#');
            String name = (comment >= 0 ? line.substring(0, comment) : line).strip();
            if (!name.isEmpty() && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }
}
