package dev.holdfast.server.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jboss.jandex.CompositeIndex;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Indexer;
import org.jboss.logging.Logger;

/**
 * The annotations and the type hierarchy of one application, read from its class files without loading a class.
 *
 * @param classes those of {@code WEB-INF/classes}
 * @param libraries those of each library that takes part, by its file name, in fragment order
 * @param all everything together
 */
record ClassIndex(Index classes, Map<String, Index> libraries, IndexView all) {
    private static final Logger LOG = Logger.getLogger(ClassIndex.class);

    static ClassIndex empty() {
        Index nothing = new Indexer().complete();
        return new ClassIndex(nothing, Map.of(), nothing);
    }

    /**
     * Indexes what is needed: every class where initializers ask for types or WebSocket endpoints may be there, for both are found by descent;
     * else only the few classes with an annotation that counts, which the many others need not be parsed for.
     *
     * @param everything whether every class is needed to begin with
     */
    static ClassIndex of(WebAppFiles files, List<Fragment> fragments, boolean everything) {
        if (!everything) {
            Scan annotated = new Scan(references -> references.annotations() || references.jakartaWebSocket());
            ClassIndex index = of(files, fragments, annotated);
            if (!annotated.seen.jakartaWebSocket()) {
                return index;
            }
        }
        return of(files, fragments, new Scan(references -> true));
    }

    private static ClassIndex of(WebAppFiles files, List<Fragment> fragments, Scan scan) {
        Index classes = scan.classFiles(files.classFiles());
        Map<String, Index> libraries = new LinkedHashMap<>();
        for (Fragment fragment : fragments) {
            libraries.put(fragment.jar().name(), scan.jar(fragment.jar().path()));
        }
        List<IndexView> all = new ArrayList<>(libraries.values());
        all.add(classes);
        return new ClassIndex(classes, libraries, CompositeIndex.create(all));
    }

    /** One pass over the class files, of which those that pass a filter are indexed. */
    private static final class Scan {
        private final Predicate<ClassReferences> filter;
        private ClassReferences seen = ClassReferences.NONE;

        Scan(Predicate<ClassReferences> filter) {
            this.filter = filter;
        }

        Index classFiles(List<Path> files) {
            Indexer indexer = new Indexer();
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    index(indexer, in);
                } catch (IOException | RuntimeException e) {
                    skip(file.toString(), e);
                }
            }
            return indexer.complete();
        }

        Index jar(Path jar) {
            Indexer indexer = new Indexer();
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                Enumeration<? extends ZipEntry> entries = zip.entries();
                while (entries.hasMoreElements()) {
                    ZipEntry entry = entries.nextElement();
                    if (isClass(entry.getName())) {
                        index(indexer, jar, zip, entry);
                    }
                }
            } catch (IOException e) {
                throw Fault.of("the library cannot be read", e).at("WEB-INF/lib/" + jar.getFileName());
            }
            return indexer.complete();
        }

        private void index(Indexer indexer, Path jar, ZipFile zip, ZipEntry entry) {
            try (InputStream in = zip.getInputStream(entry)) {
                index(indexer, in);
            } catch (IOException | RuntimeException e) {
                skip(jar.getFileName() + "!/" + entry.getName(), e);
            }
        }

        private void index(Indexer indexer, InputStream in) throws IOException {
            byte[] classFile = in.readAllBytes();
            ClassReferences references = ClassReferences.of(classFile);
            seen = seen.or(references);
            if (filter.test(references)) {
                indexer.index(new ByteArrayInputStream(classFile));
            }
        }
    }

    /** What runs only on a newer Java lies beneath META-INF/versions and repeats classes that are there already. */
    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class");
    }

    /** One class file that cannot be read, often for another purpose altogether, is no reason to refuse an application. */
    private static void skip(String where, Exception e) {
        LOG.warnf("%s is not scanned for annotations: %s", where, Fault.describe(e));
    }
}
