package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

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
    @CsvSource({
        "/a;x=1/b, /a;x=1/b",
        "/;x=1, /;x=1",
        "/a/;jsessionid=1, /a/;jsessionid=1",
        "//a;x/b, /a;x/b",
        "/a%20b/%C3%A4, /a%20b/%C3%A4",
        "/%2ea/a%2e, /%2ea/a%2e"
    })
    void parametersAndOtherCodesStay(String path, String canonical) {
        assertThat(CanonicalPaths.canonical(path)).hasValue(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/../a", "/a/../../b", "//../a"})
    void whatLeavesTheRootIsRefused(String path) {
        assertThat(CanonicalPaths.canonical(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a\\b",
                "/a%5cb",
                "/a%5Cb",
                "/a%2fb",
                "/a%2Fb",
                "/%2e/a",
                "/a/%2E%2e",
                "/a/.%2e/b",
                "/a/..;x/b",
                "/a/.;",
                "/;x/a",
                "/%2e;x"
            })
    void whatCanBeUnderstoodInTwoWaysIsRefused(String path) {
        assertThat(CanonicalPaths.canonical(path)).isEmpty();
    }
}
