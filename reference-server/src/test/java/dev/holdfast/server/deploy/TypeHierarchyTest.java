package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.AbstractList;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TypeHierarchyTest {
    private final TypeHierarchy hierarchy = new TypeHierarchy();

    interface Top extends Closeable {}

    interface Middle extends Top {}

    static class Bottom implements Middle, Callable<String> {
        @Override
        public String call() {
            return "";
        }

        @Override
        public void close() {}
    }

    static final class Further extends Bottom {}

    abstract static class Other extends AbstractList<String> {}

    @BeforeEach
    void readClasses() throws IOException {
        // Subtypes come before their supertypes, as they may in an archive.
        for (Class<?> type : new Class<?>[] {Further.class, Other.class, Bottom.class, Middle.class, Top.class}) {
            hierarchy.add(ClassFiles.of(type));
        }
    }

    @Test
    void whatExtendsOrImplementsIsBeneathHoweverFar() {
        assertThat(hierarchy.beneath(Top.class.getName()))
                .containsExactlyInAnyOrder(Middle.class.getName(), Bottom.class.getName(), Further.class.getName());
        assertThat(hierarchy.beneath(Bottom.class.getName())).containsExactly(Further.class.getName());
        assertThat(hierarchy.beneath("java.io.Closeable")).contains(Top.class.getName(), Further.class.getName());
    }

    @Test
    void nothingIsBeneathWhatNobodyExtends() {
        assertThat(hierarchy.beneath(Further.class.getName())).isEmpty();
        assertThat(hierarchy.beneath("no.such.Type")).isEmpty();
    }

    @Test
    void typesOutsideAreThoseThatAreExtendedOnlyButObject() {
        assertThat(hierarchy.justOutside())
                .containsExactlyInAnyOrder(
                        "java.io.Closeable", "java.util.concurrent.Callable", "java.util.AbstractList");
    }

    @Test
    void whatIsNoClassFileIsRefused() {
        assertThatThrownBy(() -> hierarchy.add(new byte[] {1, 2, 3})).isInstanceOf(RuntimeException.class);
    }
}
