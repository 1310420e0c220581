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
 * @param classes the annotated ones of {@code WEB-INF/classes}
 * @param libraries the annotated ones of each library that takes part, by its file name, in fragment order
 * @param all everything that is annotated
 * @param hierarchy of every class
 */
record ClassIndex(Index classes, Map<String, Index> libraries, IndexView all, TypeHierarchy hierarchy) {
    private static final Logger LOG = Logger.getLogger(ClassIndex.class);

    static ClassIndex empty() {
        Index nothing = new Indexer().complete();
        return new ClassIndex(nothing, Map.of(), nothing, new TypeHierarchy());
    }

    /**
     * Reads every class file once: of each class what it extends and implements, of the few with an annotation that counts everything.
     *
     * @param handled the annotations that initializers ask for, which count besides those of Jakarta EE
     */
    static ClassIndex of(WebAppFiles files, List<Fragment> fragments, List<Class<?>> handled) {
        Scan scan = new Scan(new AnnotationNames(handled));
        Index classes = scan.classFiles(files.classFiles());
        Map<String, Index> libraries = new LinkedHashMap<>();
        for (Fragment fragment : fragments) {
            libraries.put(fragment.jar().name(), scan.jar(fragment.jar().path()));
        }
        List<IndexView> all = new ArrayList<>(libraries.values());
        all.add(classes);
        return new ClassIndex(classes, libraries, CompositeIndex.create(all), scan.hierarchy);
    }

    /** One pass over the class files. */
    private static final class Scan {
        private final AnnotationNames handled;
        private final TypeHierarchy hierarchy = new TypeHierarchy();

        Scan(AnnotationNames handled) {
            this.handled = handled;
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
            if (references.annotations() || references.jakartaWebSocket() || handled.areIn(classFile)) {
                indexer.index(new ByteArrayInputStream(classFile));
            }
            hierarchy.add(classFile);
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
