package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnnotationNamesTest {
    @Retention(RetentionPolicy.RUNTIME)
    @interface Wanted {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface WantedNot {}

    @Wanted
    static final class OnType {}

    static final class OnParameter {
        void method(@Wanted String parameter) {
            assertThat(parameter).isNotNull();
        }
    }

    @WantedNot
    static final class OfAnotherName {}

    private final AnnotationNames names = new AnnotationNames(List.of(Override.class, Wanted.class));

    @Test
    void aClassThatCarriesOneIsFound() throws IOException {
        assertThat(names.areIn(ClassFiles.of(OnType.class))).isTrue();
        assertThat(names.areIn(ClassFiles.of(OnParameter.class))).isTrue();
    }

    @Test
    void aNameThatOnlyBeginsAlikeIsNoneOfThem() throws IOException {
        assertThat(names.areIn(ClassFiles.of(OfAnotherName.class))).isFalse();
    }

    @Test
    void typesThatAreNoAnnotationsAreNotLookedFor() throws IOException {
        AnnotationNames none = new AnnotationNames(List.of(Runnable.class, OnType.class));
        assertThat(none.areIn(ClassFiles.of(OnType.class))).isFalse();
    }

    @Test
    void aFileThatEndsInAPartOfOneIsNone() {
        byte[] file = ("x" + Wanted.class.descriptorString()).getBytes(StandardCharsets.UTF_8);
        assertThat(names.areIn(file)).isTrue();
        assertThat(names.areIn(Arrays.copyOf(file, file.length - 1))).isFalse();
    }
}
