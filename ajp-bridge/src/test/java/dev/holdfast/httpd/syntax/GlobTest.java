package dev.holdfast.httpd.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*.conf,a.conf,true",
        "*.conf,a.conf~,false",
        "*.conf,.conf,false",
        "*,.hidden,false",
        ".*,.hidden,true",
        "a?c,abc,true",
        "a?c,ac,false",
        "[0-9]*.conf,7x.conf,true",
        "[0-9]*.conf,x.conf,false",
        "[!0-9]*,x,true",
        "[!0-9]*,7,false",
        "[]a]b,]b,true",
        "a[,a[,true",
        "\\*,*,true",
        "\\*,x,false",
        "*a*b*,xaxbx,true",
        "*a*b*,xbxax,false",
        "'','',true",
        "**,x,true"
    })
    void namesAreMatchedWhole(String pattern, String name, boolean expected) {
        assertThat(Glob.matches(pattern, name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"a.conf,false", "a*,true", "a?,true", "[ab],true", "[ab,false", "\\*,false"})
    void wildcardsAreRecognised(String pattern, boolean expected) {
        assertThat(Glob.isPattern(pattern)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/wild*/x,/wildcat/x,true",
        "/wild*/x,/wildcat/x/y,false",
        "/wild*/x,/wild/cat/x,false",
        "/*,/.hidden,true",
        "/a?,/a/,false",
        "/[ab],/b,true"
    })
    void wildcardsOfPathsMatchNoSlash(String pattern, String path, boolean expected) {
        assertThat(Glob.matchesPath(pattern, path)).isEqualTo(expected);
    }

    @Test
    void manyStarsTakeNoTime() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> Glob.matches("*a".repeat(100) + "b", "a".repeat(10_000)));
    }

    @Test
    void pathsAreResolved() {
        assertThat(Paths.resolve("/etc/apache2", "../x/./y//z")).isEqualTo("/etc/x/y/z");
        assertThat(Paths.resolve("/etc", "/a/../../b")).isEqualTo("/b");
        assertThat(Paths.parent("/etc/apache2.conf")).isEqualTo("/etc");
        assertThat(Paths.parent("/x")).isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({
        ">= 2.4,true",
        ">=2.4,true",
        "> 2.4,true",
        "< 2.4,false",
        "<= 2.4.10,true",
        "= 2.4.10,true",
        "2.4.10,true",
        "== 2.4,false",
        "!= 2.4,true",
        "! < 2.4,true",
        "~ ^2\\.4,true",
        "/^2\\.5/,false",
        "= /^2\\.4/,true"
    })
    void versionsAreCompared(String condition, boolean expected) {
        assertThat(VersionTest.holds("2.4.10", condition)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"''", "x", "2.x", "~ ("})
    void malformedVersionsAreRefused(String condition) {
        assertThatThrownBy(() -> VersionTest.holds("2.4.10", condition)).isInstanceOf(IllegalArgumentException.class);
    }
}
