package dev.holdfast.server.deploy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.metadata.web.spec.OrderingElementMetaData;
import org.jboss.metadata.web.spec.OrderingMetaData;
import org.jboss.metadata.web.spec.RelativeOrderingMetaData;
import org.jboss.metadata.web.spec.WebFragmentMetaData;
import org.jspecify.annotations.Nullable;

/**
 * One library as a web fragment.
 *
 * @param jar the library
 * @param descriptor its {@code web-fragment.xml}, if it has one
 * @param metaData what that says; empty for a library without one, whose annotations count nevertheless
 */
record Fragment(LibraryJar jar, @Nullable Descriptor descriptor, WebFragmentMetaData metaData) {
    static Fragment of(LibraryJar jar) {
        if (!jar.hasFragment()) {
            return new Fragment(jar, null, new WebFragmentMetaData());
        }
        String label = "WEB-INF/lib/" + jar.name() + "!/" + LibraryJar.FRAGMENT;
        Descriptor descriptor = Descriptor.ofEntry(label, jar.path(), LibraryJar.FRAGMENT);
        return new Fragment(jar, descriptor, descriptor.asFragment());
    }

    FragmentOrder.Wish wish() {
        String name = metaData.getName() == null ? "" : metaData.getName();
        OrderingMetaData ordering = metaData.getOrdering();
        if (ordering == null) {
            return new FragmentOrder.Wish(jar.name(), name, Set.of(), Set.of(), false, false);
        }
        List<OrderingElementMetaData> after = elements(ordering.getAfter());
        List<OrderingElementMetaData> before = elements(ordering.getBefore());
        return new FragmentOrder.Wish(
                jar.name(), name, names(after), names(before), hasOthers(after), hasOthers(before));
    }

    private static List<OrderingElementMetaData> elements(@Nullable RelativeOrderingMetaData ordering) {
        return ordering == null || ordering.getOrdering() == null ? List.of() : ordering.getOrdering();
    }

    private static boolean hasOthers(List<OrderingElementMetaData> elements) {
        return elements.stream().anyMatch(OrderingElementMetaData::isOthers);
    }

    private static Set<String> names(List<OrderingElementMetaData> elements) {
        Set<String> names = new HashSet<>();
        for (OrderingElementMetaData element : elements) {
            if (!element.isOthers()) {
                names.add(element.getName());
            }
        }
        return names;
    }
}
