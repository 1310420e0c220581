package dev.holdfast.httpd.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations are what PCRE2 10.42 answers. */
final class PcreTranslatorTest {
    /** Returns the groups that are found, parted by bars, or null. */
    private static @Nullable String find(String pattern, RegexOptions options, String text) {
        Regex.Meaning meaning = PcreTranslator.translate(pattern, options);
        assertThat(meaning).isInstanceOf(Regex.Understood.class);
        Matcher matcher = ((Regex.Understood) meaning).pattern().matcher(text);
        if (!matcher.find()) {
            return null;
        }
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i <= matcher.groupCount(); i++) {
            groups.append(i == 0 ? "" : "|").append(matcher.group(i));
        }
        return groups.toString();
    }

    private static boolean finds(String pattern, String text) {
        return find(pattern, RegexOptions.DEFAULT, text) != null;
    }

    private static boolean finds(String pattern, String options, String text) {
        return find(pattern, RegexOptions.DEFAULT.changed(List.of(options.split(" ", -1))), text) != null;
    }

    @Test
    void dotsMatchAllBytesAndADollarTheEndAlone() {
        for (int value = 0; value <= 0xFF; value++) {
            assertThat(finds("^a.b$", "a" + (char) value + "b")).isTrue();
        }
        assertThat(finds("b$", "b\n")).isFalse();
        assertThat(finds("b\\Z", "b\n")).isTrue();
        assertThat(finds("b\\z", "b\n")).isFalse();
        assertThat(finds("(?m)b$", "b\nc")).isTrue();
        assertThat(finds("(?m)^c", "b\nc")).isTrue();
        assertThat(finds("(?m)^c", "b\rc")).isFalse();
        assertThat(finds("(?-s)a.b", "a\nb")).isFalse();
        assertThat(finds("(?-s)a.b", "a\rb")).isTrue();
    }

    @Test
    void optionsChangeWhatHolds() {
        assertThat(finds("a.b", "-DOTALL", "a\nb")).isFalse();
        assertThat(finds("a.b", "-dotall", "a\u0085b")).isTrue();
        assertThat(finds("b$", "-DOLLAR_ENDONLY", "b\n")).isTrue();
        assertThat(finds("b$", "-DOLLAR_ENDONLY", "b\n\n")).isFalse();
        assertThat(finds("b$", "none", "b\u0085")).isFalse();
        assertThat(finds("[a-c]X\\1?(q)", "+ICASE", "Bxq")).isTrue();
        assertThat(finds("[^a]", "+ICASE", "A")).isFalse();
        assertThat(finds("[[:upper:]]", "+ICASE", "a")).isTrue();
        assertThat(finds("(?-i)b", "+ICASE", "B")).isFalse();
        assertThat(finds("\u00E9", "+ICASE", "\u00C9")).isFalse();
        assertThat(finds("a.b$", "ICASE", "a\nb")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "[[:alpha:]]+, 12ab:, ab",
        "[[:^alpha:]]+, ab1:c, 1:",
        "[a&&b]+, x&&a, &&a",
        "[a[b]+, x[b], [b",
        "[]x]+, ab]x, ]x",
        "[^]x]+, ]a-x, a-",
        "[a-c-e]+, d-e, -e",
        "'[\\Qa-]\\E]+', b-]a, -]a",
        "'\\Qa.b\\E+', aXba.bb, a.bb",
        "'(?x) a b # c', ab, ab",
        "'(?x)[a b]+', 'xa b', 'a b'",
        "(?P<one_1>a)(?P=one_1), aa, aa|a",
        "'(?<n>a)\\k<n>\\g{n}\\g1\\g{-1}\\1', aaaaaa, aaaaaa|a",
        "'(a)\\12', 'aa\n', 'a\n|a'",
        "'\\x61\\141\\o{141}\\x{61}', aaaa, aaaa",
        "'a{,', 'xa{,', 'a{,'",
        "'a{2}{', 'aa{', 'aa{'",
        "a++b, aab, aab",
        "(a(?i)b|c), C, C|C",
        "(?i:a)b, AB, null",
        "'\\bx', '\u00E9x', x",
        "'\\w+', 'a\u00E9', a",
        "(a)|b, b, b|null",
    })
    void pcresMeaningCounts(String pattern, String text, String expected) {
        assertThat(String.valueOf(find(pattern, RegexOptions.DEFAULT, text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?R)", "a(?1)(b)", "(?P>n)(?<n>a)", "(?&n)(?<n>a)", "(a)?(?(1)b|c)", "(?C1)a", "(*PRUNE)a", "(*UTF8)a",
                        "a\\Kb", "\\C",
                "\\X", "(?|a|b)", "(a)\\g<1>", "\\p{L}", "[\\p{L}]", "(?J)a", "(?U)a", "(?xx)a", "[[:<:]]a",
                        "(?<n>a)|(?<n>b)",
                "(?=a)*", "a{,3}", "a**", "\\g{10}(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)"
            })
    void whatJavaDoesNotHaveIsNotUnderstood(String pattern) {
        assertThat(PcreTranslator.translate(pattern, RegexOptions.DEFAULT)).isInstanceOf(Regex.NotUnderstood.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "a)",
                "[a",
                "*",
                "a|*",
                "(?",
                "(?<",
                "(?<1>a)",
                "(?q)",
                "(?i",
                "[[:nobody:]]",
                "[:alpha:]",
                "[z-a]",
                "[\\d-z]",
                "[a-\\d]",
                "a{2,1}",
                "a{65536}",
                "\\1",
                "(a)\\2",
                "\\k<n>",
                "\\g{2}",
                "\\y",
                "a\\",
                "\\x{100}",
                "\\x{g}",
                "\\400",
                "[\\B]",
                "(*)"
            })
    void whatPcreRefusesIsMalformed(String pattern) {
        assertThatThrownBy(() -> PcreTranslator.translate(pattern, RegexOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parenthesesAreNestedNoDeeperThanPcreTakesThem() {
        assertThat(finds("(".repeat(250) + "a" + ")".repeat(250), "a")).isTrue();
        assertThatThrownBy(
                        () -> PcreTranslator.translate("(".repeat(251) + "a" + ")".repeat(251), RegexOptions.DEFAULT))
                .hasMessageContaining("250");
    }

    @Test
    void whatAGroupCanBeginWithIsKnown() {
        Regex.Understood known = (Regex.Understood)
                PcreTranslator.translate("^(/img/.*)([0-9])(.*?)([0-9]*)((?:/a)?)$", RegexOptions.DEFAULT);
        assertThat(known.mayBeginWithSlash(0)).isTrue();
        assertThat(known.mayBeginWithSlash(1)).isTrue();
        assertThat(known.mayBeginWithSlash(2)).isFalse();
        assertThat(known.mayBeginWithSlash(3)).isTrue();
        assertThat(known.mayBeginWithSlash(4)).isFalse();
        assertThat(known.mayBeginWithSlash(5)).isTrue();
        assertThat(known.mayBeginWithSlash(6)).isFalse();
    }

    @Test
    void aCharacterOfAFileIsItsBytes() {
        Regex.Understood known = (Regex.Understood) new Regex("^/\u00E9+$", RegexOptions.DEFAULT).meaning();
        assertThat(known.pattern().matcher("/\u00C3\u00A9\u00A9").find()).isTrue();
        assertThat(known.pattern().matcher("/\u00C3\u00A9\u00C3\u00A9").find()).isFalse();
    }
}
