package dev.holdfast.server.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which pages and tag libraries an application has.
 *
 * @param names the file names of its own pages, without their directories
 * @param ofLibraries whether a library has pages, of whatever name
 * @param tagLibraries whether there is a tag library anywhere
 */
record PageFiles(Set<String> names, boolean ofLibraries, boolean tagLibraries) {
    PageFiles {
        names = Set.copyOf(names);
    }

    /**
     * Looks through all files beneath {@code root}, once.
     *
     * @throws Fault if a directory cannot be read
     */
    static PageFiles of(Path root, List<LibraryJar> libraries) {
        Set<String> names = new HashSet<>();
        boolean tagLibraries = libraries.stream().anyMatch(LibraryJar::hasTagLibraries);
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = String.valueOf(file.getFileName());
                if (isPage(name)) {
                    names.add(name);
                }
                tagLibraries |= name.endsWith(".tld");
            }
        } catch (IOException | UncheckedIOException e) {
            throw Fault.of("cannot be listed", e);
        }
        return new PageFiles(names, libraries.stream().anyMatch(LibraryJar::hasPages), tagLibraries);
    }

    /** Returns whether Jasper has to be woken. */
    boolean needJasper() {
        return !names.isEmpty() || ofLibraries || tagLibraries;
    }

    /** Returns whether there may be a page of this name, in whatever directory. */
    boolean mayHave(String name) {
        return ofLibraries || names.contains(name);
    }

    static boolean isPage(String name) {
        return name.endsWith(".jsp") || name.endsWith(".jspx");
    }
}
