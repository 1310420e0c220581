package dev.holdfast.server.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.Index;
import org.jboss.metadata.web.spec.WebCommonMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Recognises an application compiled for {@code javax.servlet}, which no class loader error would explain.
 *
 * <p>Looked at are the classes of {@code WEB-INF/classes} together, each class that a descriptor names, and annotated classes of libraries; a
 * library class nobody asks for may refer to {@code javax.servlet} as it likes, for several widely used ones do.
 */
final class MigrationCheck {
    private static final String PROBLEM =
            "is compiled for javax.servlet (Java EE 8 or older) and needs migrating to jakarta.servlet:"
                    + " java -jar jakartaee-migration-shaded.jar OLD.war NEW.war (Tomcat's migration tool for Jakarta EE),"
                    + " or java -jar org.eclipse.transformer.cli.jar OLD.war NEW.war (Eclipse Transformer)";

    private static final List<String> ANNOTATIONS = List.of("WebServlet", "WebFilter", "WebListener");

    private MigrationCheck() {}

    /** Returns what the classes of {@code WEB-INF/classes} refer to. */
    static ClassReferences references(WebAppFiles files) {
        ClassReferences references = ClassReferences.NONE;
        for (Path file : files.classFiles()) {
            try {
                references = references.or(ClassReferences.of(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw Fault.of("cannot be read", e).at("WEB-INF/classes");
            }
        }
        return references;
    }

    /** Refuses classes that only know {@code javax.servlet}. */
    static void check(ClassReferences references) {
        if (references.needsMigration()) {
            throw Fault.of(PROBLEM).at("WEB-INF/classes");
        }
    }

    /** Refuses a component that only knows {@code javax.servlet}, among those the descriptors name. */
    static void check(Descriptors descriptors, WebAppClassLoader loader) {
        List<String> components = new ArrayList<>(components(descriptors.main()));
        descriptors.fragments().forEach(fragment -> components.addAll(components(fragment.metaData())));
        for (String component : components) {
            URL classFile = loader.findResource(component.replace('.', '/') + ".class");
            if (classFile != null && needsMigration(classFile)) {
                throw Fault.of(PROBLEM)
                        .in(component)
                        .at(descriptors.locateClass(component).orElse(null));
            }
        }
    }

    /** Refuses a library whose components are annotated for {@code javax.servlet} only. */
    static void check(ClassIndex index) {
        index.libraries().forEach((jar, library) -> {
            List<AnnotationInstance> old = annotated(library, "javax");
            if (!old.isEmpty() && annotated(library, "jakarta").isEmpty()) {
                throw Fault.of(PROBLEM).in(String.valueOf(old.get(0).target())).at("WEB-INF/lib/" + jar);
            }
        });
    }

    private static List<AnnotationInstance> annotated(Index library, String namespace) {
        return ANNOTATIONS.stream()
                .flatMap(name -> library.getAnnotations(namespace + ".servlet.annotation." + name).stream())
                .toList();
    }

    private static boolean needsMigration(URL classFile) {
        try (InputStream in = classFile.openStream()) {
            return ClassReferences.of(in.readAllBytes()).needsMigration();
        } catch (IOException unreadable) {
            // Loading the class will fail too, and say more.
            return false;
        }
    }

    private static List<String> components(WebCommonMetaData metaData) {
        List<String> names = new ArrayList<>();
        if (metaData.getServlets() != null) {
            metaData.getServlets().forEach(servlet -> addIfPresent(names, servlet.getServletClass()));
        }
        if (metaData.getFilters() != null) {
            metaData.getFilters().forEach(filter -> addIfPresent(names, filter.getFilterClass()));
        }
        if (metaData.getListeners() != null) {
            metaData.getListeners().forEach(listener -> addIfPresent(names, listener.getListenerClass()));
        }
        return names;
    }

    private static void addIfPresent(List<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }
}
