package dev.holdfast.server.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of one unpacked application.
 *
 * @param root the document root, which holds {@code WEB-INF}
 * @param libraries the jars of {@code WEB-INF/lib} in the order of their names, which keeps class loading the same on every machine
 * @param pages which pages it has
 */
record WebAppFiles(Path root, List<LibraryJar> libraries, PageFiles pages) {
    WebAppFiles {
        libraries = List.copyOf(libraries);
    }

    /**
     * Looks at the application beneath {@code root}.
     *
     * @throws Fault if a directory or a library cannot be read
     */
    static WebAppFiles of(Path root) {
        List<LibraryJar> libraries = libraries(root.resolve("WEB-INF/lib"));
        return new WebAppFiles(root, libraries, PageFiles.of(root, libraries));
    }

    private static List<LibraryJar> libraries(Path lib) {
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(lib)) {
            return files.filter(WebAppFiles::isJar)
                    .sorted()
                    .map(LibraryJar::read)
                    .toList();
        } catch (IOException e) {
            throw Fault.of("cannot be listed", e).at("WEB-INF/lib");
        }
    }

    Path classes() {
        return root.resolve("WEB-INF/classes");
    }

    Path webXml() {
        return root.resolve("WEB-INF/web.xml");
    }

    /** Returns the class path: {@code WEB-INF/classes} before every library, as the Servlet specification (10.5) asks. */
    URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        if (Files.isDirectory(classes())) {
            urls.add(classes().toUri().toURL());
        }
        for (LibraryJar library : libraries) {
            urls.add(library.path().toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** Returns every class file of {@code WEB-INF/classes}. */
    List<Path> classFiles() {
        if (!Files.isDirectory(classes())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(classes(), FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> file.toString().endsWith(".class") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw Fault.of("cannot be listed", e).at("WEB-INF/classes");
        }
    }

    /** Returns the servlet container initializers that {@code WEB-INF/classes} itself provides. */
    List<String> initializers() {
        Path services = classes().resolve(LibraryJar.INITIALIZERS);
        if (!Files.isRegularFile(services)) {
            return List.of();
        }
        try (BufferedReader reader = Files.newBufferedReader(services)) {
            return LibraryJar.providers(reader);
        } catch (IOException e) {
            throw Fault.of("cannot be read", e).at("WEB-INF/classes/" + LibraryJar.INITIALIZERS);
        }
    }

    private static boolean isJar(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".jar") && Files.isRegularFile(file);
    }
}
