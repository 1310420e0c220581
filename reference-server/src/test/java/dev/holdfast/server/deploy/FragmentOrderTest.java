package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FragmentOrderTest {
    private static final FragmentOrder.Wish PLAIN = FragmentOrder.Wish.none("m.jar");

    @Test
    void withoutWishesTheJarNamesDecide() {
        assertThat(FragmentOrder.relative(List.of(named("z"), PLAIN, named("a"))))
                .containsExactly("a.jar", "m.jar", "z.jar");
    }

    @Test
    void afterAndBeforeAreGranted() {
        assertThat(FragmentOrder.relative(List.of(after("a", "b"), after("b", "c"), named("c"))))
                .containsExactly("c.jar", "b.jar", "a.jar");
        assertThat(FragmentOrder.relative(List.of(named("a"), before("b", "a"), before("c", "b"))))
                .containsExactly("c.jar", "b.jar", "a.jar");
    }

    @Test
    void othersAreBetweenTheEarlyAndTheLate() {
        assertThat(FragmentOrder.relative(List.of(last("a"), PLAIN, first("z"))))
                .containsExactly("z.jar", "m.jar", "a.jar");
    }

    @Test
    void whoPrecedesAnEarlyFragmentIsEarlyToo() {
        assertThat(FragmentOrder.relative(List.of(named("a"), first("b"), before("y", "b"))))
                .containsExactly("y.jar", "b.jar", "a.jar");
    }

    @Test
    void whoFollowsALateFragmentIsLateToo() {
        assertThat(FragmentOrder.relative(List.of(after("a", "b"), last("b"), named("z"))))
                .containsExactly("z.jar", "b.jar", "a.jar");
    }

    @Test
    void wishAboutAnAbsentFragmentIsIgnored() {
        assertThat(FragmentOrder.relative(List.of(after("a", "nobody"), named("b"))))
                .containsExactly("a.jar", "b.jar");
    }

    @Test
    void circleIsRefused() {
        assertThatThrownBy(() -> FragmentOrder.relative(List.of(after("a", "b"), after("b", "a"))))
                .isInstanceOf(Fault.class)
                .hasMessage("the ordering of these fragments is circular: a.jar, b.jar");
    }

    @Test
    void beforeAndAfterAllOthersIsRefused() {
        assertThatThrownBy(() -> FragmentOrder.relative(
                        List.of(first("a"), new FragmentOrder.Wish("b.jar", "b", Set.of(), Set.of("a"), true, false))))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("both before and after all others");
    }

    @Test
    void oneNameForTwoFragmentsIsRefused() {
        FragmentOrder.Wish twin = new FragmentOrder.Wish("b.jar", "a", Set.of(), Set.of(), false, false);

        assertThatThrownBy(() -> FragmentOrder.relative(List.of(named("a"), twin)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("has the name 'a', and so has that of a.jar");
    }

    @Test
    void absoluteOrderingLeavesOutWhatItDoesNotName() {
        assertThat(FragmentOrder.absolute(
                        List.of(named("a"), named("b"), named("c"), PLAIN), List.of("c", "a", "nobody")))
                .containsExactly("c.jar", "a.jar");
    }

    @Test
    void othersOfAnAbsoluteOrderingAreAllTheRest() {
        assertThat(FragmentOrder.absolute(
                        List.of(named("a"), named("b"), named("c"), PLAIN), List.of("c", FragmentOrder.OTHERS, "a")))
                .containsExactly("c.jar", "b.jar", "m.jar", "a.jar");
    }

    private static FragmentOrder.Wish named(String name) {
        return new FragmentOrder.Wish(name + ".jar", name, Set.of(), Set.of(), false, false);
    }

    private static FragmentOrder.Wish after(String name, String other) {
        return new FragmentOrder.Wish(name + ".jar", name, Set.of(other), Set.of(), false, false);
    }

    private static FragmentOrder.Wish before(String name, String other) {
        return new FragmentOrder.Wish(name + ".jar", name, Set.of(), Set.of(other), false, false);
    }

    private static FragmentOrder.Wish first(String name) {
        return new FragmentOrder.Wish(name + ".jar", name, Set.of(), Set.of(), false, true);
    }

    private static FragmentOrder.Wish last(String name) {
        return new FragmentOrder.Wish(name + ".jar", name, Set.of(), Set.of(), true, false);
    }
}
