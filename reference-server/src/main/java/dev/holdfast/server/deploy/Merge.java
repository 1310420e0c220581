package dev.holdfast.server.deploy;

import java.util.ArrayList;
import org.jboss.jandex.Index;
import org.jboss.metadata.merge.web.jboss.JBossWebMetaDataMerger;
import org.jboss.metadata.merge.web.spec.WebCommonMetaDataMerger;
import org.jboss.metadata.web.jboss.JBossServletsMetaData;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.jboss.metadata.web.spec.ServletsMetaData;
import org.jboss.metadata.web.spec.WebFragmentMetaData;
import org.jboss.metadata.web.spec.WebMetaData;

/**
 * The effective descriptor (Servlet specification 8.2.3): {@code web.xml} wins over the annotations of {@code WEB-INF/classes}, both win over the
 * fragments, and each fragment wins over the annotations of its own jar.
 */
final class Merge {
    private Merge() {}

    /**
     * Returns the effective descriptor.
     *
     * @throws Fault if two fragments contradict each other and {@code web.xml} does not decide between them
     */
    static JBossWebMetaData of(Descriptors descriptors, ClassIndex index) {
        WebMetaData main = descriptors.main();
        if (!descriptors.isComplete()) {
            WebFragmentMetaData fragments = new WebFragmentMetaData();
            for (Fragment fragment : descriptors.fragments()) {
                merge(fragments, fragment, index, main);
            }
            WebCommonMetaDataMerger.augment(main, AnnotationReader.read(index.classes()), main, true);
            WebCommonMetaDataMerger.augment(main, fragments, main, true);
        }
        if (main.getServlets() == null) {
            main.setServlets(new ServletsMetaData());
        }
        return resolved(main);
    }

    private static void merge(WebFragmentMetaData fragments, Fragment fragment, ClassIndex index, WebMetaData main) {
        WebFragmentMetaData own = fragment.metaData();
        Index annotations = index.libraries().get(fragment.jar().name());
        if (annotations != null && !own.isMetadataComplete()) {
            WebCommonMetaDataMerger.augment(own, AnnotationReader.read(annotations), own, true);
        }
        try {
            WebCommonMetaDataMerger.augment(fragments, own, main, false);
        } catch (IllegalStateException | NullPointerException e) {
            // The merger reports a contradiction as the one, and as the other where web.xml is silent on the whole
            // servlet or filter.
            throw Fault.of("contradicts an earlier fragment, and web.xml does not decide between them: "
                            + Fault.describe(e))
                    .at("WEB-INF/lib/" + fragment.jar().name() + "!/" + LibraryJar.FRAGMENT)
                    .because(e);
        }
    }

    private static JBossWebMetaData resolved(WebMetaData main) {
        JBossWebMetaData merged = new JBossWebMetaData();
        JBossWebMetaDataMerger.merge(merged, null, main);
        if (merged.getServlets() == null) {
            merged.setServlets(new JBossServletsMetaData());
        }
        if (merged.getListeners() == null) {
            merged.setListeners(new ArrayList<>());
        }
        merged.resolveAnnotations();
        return merged;
    }
}
