package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalPathsTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/, /a/",
        "/.a/..b/c., /.a/..b/c.",
        "//, /",
        "//a///b//, /a/b/",
        "/./a/./b/., /a/b/",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/.., /",
        "/a//../b, /b",
        "/a/b/../../c, /c",
        "*, *"
    })
    void segmentsThatAreNoneAreGone(String path, String canonical) {
        assertThat(CanonicalPaths.canonical(path)).hasValue(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/../a", "/a/../../b", "//../a", "/a\\b", "/a\\..\\b"})
    void whatLeavesTheRootIsRefused(String path) {
        assertThat(CanonicalPaths.canonical(path)).isEmpty();
    }

    @Test
    void controlCharactersAreRefused() {
        assertThat(CanonicalPaths.canonical("/a\nb")).isEmpty();
        assertThat(CanonicalPaths.canonical("/a\u007fb")).isEmpty();
    }
}
