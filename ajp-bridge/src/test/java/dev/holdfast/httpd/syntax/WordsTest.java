package dev.holdfast.httpd.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WordsTest {
    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("", List.of()),
                Arguments.of("  a  b\tc ", List.of("a", "b", "c")),
                Arguments.of("\"a b\" 'c d'", List.of("a b", "c d")),
                Arguments.of("\"a \\\" b\"", List.of("a \" b")),
                Arguments.of("'it\\'s'", List.of("it's")),
                Arguments.of("\"a'b\" 'a\"b'", List.of("a'b", "a\"b")),
                // Outside of quotes a backslash escapes itself only.
                Arguments.of("a\\\\b a\\b a\\\"b", List.of("a\\b", "a\\b", "a\\\"b")),
                Arguments.of("\"a\\nb\"", List.of("a\\nb")),
                // A quote in a word is a character.
                Arguments.of("key=\"a b\"", List.of("key=\"a", "b\"")),
                Arguments.of("\"no end", List.of("no end")),
                // What follows a quote at once is the next word.
                Arguments.of("\"a\"b", List.of("a", "b")),
                Arguments.of("\"\" x", List.of("", "x")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineIsDividedAsHttpdDividesIt(String line, List<String> expected) {
        assertThat(Words.all(line)).isEqualTo(expected);
    }

    @Test
    void theRestIsAsWritten() {
        Words words = new Words(" name  \"a b\"  c ");
        assertThat(words.next()).isEqualTo("name");
        assertThat(words.rest()).isEqualTo("\"a b\"  c ");
    }
}
