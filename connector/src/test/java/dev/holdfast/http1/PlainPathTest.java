package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;

final class PlainPathTest {
    @Example
    void aPathOfUnreservedCharactersIsPlain() {
        for (String path : new String[] {"/", "//", "/index.html", "/a/b-c_d~e/1:2@3", "/!$&'()*,="}) {
            assertThat(PlainPath.is(path)).as(path).isTrue();
        }
    }

    @Example
    void whatHasToBeDecodedOrTakenApartIsNot() {
        for (String path : new String[] {
            "/%41", "/a;b=c", "/?", "/a?b", "/a+b", "/[", "/#", "/ ", "/\0", "/\u00e4", "/\u0141", "/|"
        }) {
            assertThat(PlainPath.is(path)).as(path).isFalse();
        }
    }

    @Example
    void neitherIsWhatIsNoPath() {
        for (String target : new String[] {"", "*", "a", "http://a/", "localhost:80"}) {
            assertThat(PlainPath.is(target)).as(target).isFalse();
        }
    }
}
