package dev.holdfast.server.deploy;

import dev.holdfast.server.cdi.BeanArchive;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.jandex.IndexView;
import org.jboss.metadata.web.jboss.JBossWebMetaData;

/**
 * One application, understood but not started.
 *
 * @param files its files
 * @param beanArchives where it has beans that are the server's affair; empty for an application that gets no container of them
 * @param descriptors its descriptors, to explain failures with
 * @param initializers its servlet container initializers
 * @param index its annotations; empty where nothing asks for them
 * @param metaData its effective descriptor
 * @param loader its class loader
 */
record WebApp(
        WebAppFiles files,
        List<BeanArchive> beanArchives,
        Descriptors descriptors,
        Initializers initializers,
        IndexView index,
        JBossWebMetaData metaData,
        WebAppClassLoader loader) {
    WebApp {
        beanArchives = List.copyOf(beanArchives);
    }

    /**
     * Loads a component, that is a class a descriptor or an annotation names.
     *
     * @throws Fault saying where it is named, if it is missing, cannot be linked, or is not a {@code type}
     */
    <T> Class<? extends T> load(String className, Class<T> type) {
        try {
            Class<?> loaded = loader.loadClass(className);
            if (!type.isAssignableFrom(loaded)) {
                throw Fault.of("is not a " + type.getName()).in(className).at(place(className));
            }
            return loaded.asSubclass(type);
        } catch (ClassNotFoundException e) {
            throw Fault.of("class not found in WEB-INF/classes or WEB-INF/lib")
                    .in(className)
                    .at(place(className))
                    .because(e);
        } catch (UnsupportedClassVersionError e) {
            throw Fault.of("is compiled for a newer Java than "
                            + Runtime.version().feature())
                    .in(className)
                    .at(place(className))
                    .because(e);
        } catch (NoClassDefFoundError e) {
            throw Fault.of("needs the class " + String.valueOf(e.getMessage()).replace('/', '.') + ", which is missing")
                    .in(className)
                    .at(place(className))
                    .because(e);
        } catch (LinkageError e) {
            throw Fault.of("cannot be loaded", e).in(className).at(place(className));
        }
    }

    /** Returns where the class is named: a line of a descriptor, or else the annotations as such. */
    String place(String className) {
        return descriptors.locateClass(className).orElse("annotation");
    }

    /** Returns where one of the elements {@code names} has the text {@code text}, or {@code WEB-INF/web.xml} as a whole. */
    String place(Set<String> names, String text) {
        Optional<String> place = descriptors.locate(names, text);
        return place.orElse("WEB-INF/web.xml");
    }
}
