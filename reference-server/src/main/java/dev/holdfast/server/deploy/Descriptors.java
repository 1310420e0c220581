package dev.holdfast.server.deploy;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.metadata.web.spec.AbsoluteOrderingMetaData;
import org.jboss.metadata.web.spec.WebMetaData;
import org.jspecify.annotations.Nullable;

/**
 * The deployment descriptors of one application, read but not merged.
 *
 * @param webXml {@code WEB-INF/web.xml} as text, if there is one
 * @param main what it says; empty if there is none
 * @param fragments the libraries that take part, in the order of the specification; one that an absolute ordering leaves out is missing
 */
record Descriptors(@Nullable Descriptor webXml, WebMetaData main, List<Fragment> fragments) {
    private static final Set<String> CLASS_ELEMENTS =
            Set.of("servlet-class", "filter-class", "listener-class", "exception-type");

    Descriptors {
        fragments = List.copyOf(fragments);
    }

    static Descriptors read(WebAppFiles files) {
        Descriptor webXml =
                Files.isRegularFile(files.webXml()) ? Descriptor.ofFile("WEB-INF/web.xml", files.webXml()) : null;
        WebMetaData main = webXml == null ? new WebMetaData() : webXml.asWebXml();
        List<Fragment> fragments = files.libraries().stream().map(Fragment::of).toList();
        return new Descriptors(webXml, main, ordered(fragments, main.getAbsoluteOrdering()));
    }

    /** Returns whether {@code web.xml} says all there is to say, so that neither fragments nor annotations are merged into it. */
    boolean isComplete() {
        return main.isMetadataComplete();
    }

    /** Returns whether {@code web.xml} is written for Servlet 2.2, which is the one of those versions that may leave out which it is. */
    boolean isOfServlet22() {
        return webXml != null && (main.getVersion() == null || main.getVersion().equals("2.2"));
    }

    /** Returns the place in a descriptor that names the class {@code className}, if one does. */
    Optional<String> locateClass(String className) {
        return locate(CLASS_ELEMENTS, className);
    }

    /** Returns the place in a descriptor where one of the elements {@code names} has the text {@code text}. */
    Optional<String> locate(Set<String> names, String text) {
        Optional<String> place = webXml == null ? Optional.empty() : webXml.locate(names, text);
        for (Fragment fragment : fragments) {
            if (place.isEmpty() && fragment.descriptor() != null) {
                place = fragment.descriptor().locate(names, text);
            }
        }
        return place;
    }

    private static List<Fragment> ordered(List<Fragment> fragments, @Nullable AbsoluteOrderingMetaData absolute) {
        Map<String, Fragment> byJar = new HashMap<>();
        List<FragmentOrder.Wish> wishes = new ArrayList<>();
        for (Fragment fragment : fragments) {
            byJar.put(fragment.jar().name(), fragment);
            wishes.add(fragment.wish());
        }
        List<String> order =
                absolute == null ? FragmentOrder.relative(wishes) : FragmentOrder.absolute(wishes, names(absolute));
        List<Fragment> ordered = new ArrayList<>();
        for (String jar : order) {
            Fragment fragment = byJar.get(jar);
            if (fragment != null) {
                ordered.add(fragment);
            }
        }
        return ordered;
    }

    private static List<String> names(AbsoluteOrderingMetaData absolute) {
        return absolute.getOrdering() == null
                ? List.of()
                : absolute.getOrdering().stream()
                        .map(element -> element.isOthers() ? FragmentOrder.OTHERS : element.getName())
                        .toList();
    }
}
