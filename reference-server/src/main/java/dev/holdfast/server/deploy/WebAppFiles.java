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
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of one unpacked application.
 *
 * @param root the document root, which holds {@code WEB-INF}
 * @param libraries the jars of {@code WEB-INF/lib} in the order of their names, which keeps class loading the same on every machine
 */
record WebAppFiles(Path root, List<LibraryJar> libraries) {
    WebAppFiles {
        libraries = List.copyOf(libraries);
    }

    /**
     * Looks at the application beneath {@code root}.
     *
     * @throws Fault if a directory or a library cannot be read
     */
    static WebAppFiles of(Path root) {
        Path lib = root.resolve("WEB-INF/lib");
        if (!Files.isDirectory(lib)) {
            return new WebAppFiles(root, List.of());
        }
        try (Stream<Path> files = Files.list(lib)) {
            return new WebAppFiles(
                    root,
                    files.filter(WebAppFiles::isJar)
                            .sorted()
                            .map(LibraryJar::read)
                            .toList());
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

    /** Returns whether there is a page or a tag library anywhere, so that Jasper has to be woken. */
    boolean hasPagesOrTagLibraries() {
        if (libraries.stream().anyMatch(library -> library.hasPages() || library.hasTagLibraries())) {
            return true;
        }
        return hasFile(file -> isPage(file.toString()) || file.toString().endsWith(".tld"));
    }

    /** Returns whether there may be a page of this name, in whatever directory. */
    boolean mayHavePage(String name) {
        return libraries.stream().anyMatch(LibraryJar::hasPages)
                || hasFile(file -> name.equals(String.valueOf(file.getFileName())));
    }

    private boolean hasFile(Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            return files.anyMatch(wanted);
        } catch (IOException | UncheckedIOException e) {
            throw Fault.of("cannot be listed", e);
        }
    }

    static boolean isPage(String name) {
        return name.endsWith(".jsp") || name.endsWith(".jspx");
    }

    private static boolean isJar(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".jar") && Files.isRegularFile(file);
    }
}
