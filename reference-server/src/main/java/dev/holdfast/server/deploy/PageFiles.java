package dev.holdfast.server.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which pages and tag libraries an application has.
 *
 * @param pages whether there is a page, in a library or outside
 * @param tagLibraries whether there is a tag library anywhere
 */
record PageFiles(boolean pages, boolean tagLibraries) {
    /**
     * Looks through all files beneath {@code root}, once.
     *
     * @throws Fault if a directory cannot be read
     */
    static PageFiles of(Path root, List<LibraryJar> libraries) {
        boolean pages = libraries.stream().anyMatch(LibraryJar::hasPages);
        boolean tagLibraries = libraries.stream().anyMatch(LibraryJar::hasTagLibraries);
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = String.valueOf(file.getFileName());
                pages |= isPage(name);
                tagLibraries |= name.endsWith(".tld");
            }
        } catch (IOException | UncheckedIOException e) {
            throw Fault.of("cannot be listed", e);
        }
        return new PageFiles(pages, tagLibraries);
    }

    /** Returns whether Jasper has to be woken. */
    boolean needJasper() {
        return pages || tagLibraries;
    }

    static boolean isPage(String name) {
        return name.endsWith(".jsp") || name.endsWith(".jspx");
    }
}
